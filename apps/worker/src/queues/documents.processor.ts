import { jobActor } from '#domain/access/actor.js';
import type { PacketsService } from '#domain/documents/packets.service.js';
import type { Clock } from '#platform/clock.js';
import type { QueueHandlers } from '../job-handlers.js';

/** Queue `documents`: papers. */
export function documentsHandlers(packets: PacketsService, clock: Clock): QueueHandlers {
  return {
    queue: 'documents',
    handlers: {
      'document.render': (run) => packets.render(jobActor(run.officeId, run.askedBy), run.payload, clock.now()),
    },
  };
}
