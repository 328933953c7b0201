import { JOBS, QUEUES, type JobName, type QueueName } from '#jobs/job-table.js';
import type { JobHandlers } from '#jobs/run-job.js';
import { collectHandlers, type QueueHandlers } from './job-handlers.js';

const of = (queue: QueueName): QueueHandlers => {
  const names = (Object.keys(JOBS) as JobName[]).filter((name) => JOBS[name].queue === queue);
  return { queue, handlers: Object.fromEntries(names.map((name) => [name, async () => undefined])) as Partial<JobHandlers> };
};

describe('the handlers of a worker', () => {
  it('are one for each job of the table', () => {
    expect(Object.keys(collectHandlers(QUEUES.map(of))).sort()).toEqual(Object.keys(JOBS).sort());
  });

  it('are refused when a job has none, naming it', () => {
    const parts = QUEUES.filter((queue) => queue !== 'documents').map(of);
    expect(() => collectHandlers(parts)).toThrow('document.render has no handler');
  });

  it('are refused when a job has two', () => {
    expect(() => collectHandlers([...QUEUES.map(of), of('documents')])).toThrow('document.render has 2 handlers');
  });

  it('are refused in a queue that is not their own, and for a job that is not in the table', () => {
    const misplaced = [...QUEUES.filter((queue) => queue !== 'documents').map(of), { queue: 'reports' as const, handlers: of('documents').handlers }];
    expect(() => collectHandlers(misplaced)).toThrow('document.render is handled in "reports", but runs in "documents"');
    const unknown = { queue: 'reports' as const, handlers: { 'no.such-job': async () => undefined } as unknown as Partial<JobHandlers> };
    expect(() => collectHandlers([...QUEUES.map(of), unknown])).toThrow('no.such-job is handled in "reports", but is not in the job table');
  });
});
