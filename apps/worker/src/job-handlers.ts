import { JOBS, type JobName, type QueueName } from '#jobs/job-table.js';
import type { JobHandlers } from '#jobs/run-job.js';

export interface QueueHandlers {
  queue: QueueName;
  handlers: Partial<JobHandlers>;
}

/**
 * Puts the handlers of all queues together. The worker does not start when a job has none, or two, or one in a queue
 * that is not its own: a job that nobody handles would look like one that waits.
 *
 * @throws Error naming the jobs
 */
export function collectHandlers(parts: readonly QueueHandlers[]): JobHandlers {
  const found = new Map<string, QueueName[]>();
  for (const { queue, handlers } of parts) for (const name of Object.keys(handlers)) found.set(name, [...(found.get(name) ?? []), queue]);
  const problems = [
    ...Object.keys(JOBS).filter((name) => !found.has(name)).map((name) => `${name} has no handler`),
    ...[...found].flatMap(([name, queues]) => {
      if (!Object.hasOwn(JOBS, name)) return [`${name} is handled in "${queues.join('", "')}", but is not in the job table`];
      if (queues.length > 1) return [`${name} has ${queues.length} handlers`];
      const { queue } = JOBS[name as JobName];
      return queues[0] === queue ? [] : [`${name} is handled in "${queues[0]}", but runs in "${queue}"`];
    }),
  ];
  if (problems.length > 0) throw new Error(`The worker cannot start: ${problems.join('; ')}`);
  return Object.assign({}, ...parts.map((part) => part.handlers)) as JobHandlers;
}
