import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { launch } from '../../launcher/src/launch.js';
import { processEnvironment } from '#platform/config.js';
import { playDemo, type Printer } from './demo.js';

const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--once');
if (unknown) {
  process.stderr.write(`npm run demo knows --once (end after the summary), not "${unknown}"\n`);
  process.exit(2);
}

/** A port nobody listens on, unless the environment names one. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

function printer(out: NodeJS.WriteStream): Printer {
  let last = '';
  let openLine = false;
  return {
    line: (text) => {
      if (openLine) out.write('\n');
      openLine = false;
      last = '';
      out.write(`${text}\n`);
    },
    progress: (text, done, total) => {
      const said = `${text}: ${done} of ${total}`;
      if (said === last) return;
      if (out.isTTY) {
        out.write(`\r${said.padEnd(last.length)}`);
        openLine = true;
        if (done === total) {
          out.write('\n');
          openLine = false;
        }
      } else if (done === total) {
        out.write(`${said}\n`);
      }
      last = said;
    },
  };
}

const env = processEnvironment();
const print = printer(process.stdout);
const exitCode = await launch({
  parts: ['api', 'worker'],
  env: { ...env, PORT: env['PORT'] ?? (await freePort()) },
  share: false,
  logToFiles: true,
  print: (line) => print.line(line),
  whenUp: async (config) => {
    await playDemo(config, print);
    if (args.includes('--once')) return 'stop';
    print.line('');
    print.line(`Serving at ${config.http.publicUrl}; documentation to try it in at ${config.http.publicUrl}/docs. Ctrl-C stops.`);
    return 'serve';
  },
});
process.exit(exitCode);
