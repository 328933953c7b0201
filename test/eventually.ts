import { setTimeout as rest } from 'node:timers/promises';

/**
 * Asks until the answer is there. For states that announce themselves to nobody (a queue's own bookkeeping); where the
 * program tells, listen instead. A test that waits in vain ends by its own time limit.
 */
export async function eventually<T>(probe: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    await rest(5);
  }
}
