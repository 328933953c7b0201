/** Tells how far something is, on standard error: in place on a terminal, otherwise a line for every tenth part. */
export function progress(what: string): (done: number, total: number) => void {
  let told = -1;
  return (done, total) => {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r${what}: ${done} of ${total}${done === total ? '\n' : ''}`);
      return;
    }
    const tenth = total === 0 ? 10 : Math.floor((done * 10) / total);
    if (tenth === told) return;
    told = tenth;
    process.stderr.write(`${what}: ${done} of ${total}\n`);
  };
}
