import { linkAudit } from '#db/audit.js';
import type { Database } from '#db/transaction.js';
import { jobActor } from '#domain/access/actor.js';
import type { LawDigestsService } from '#domain/reminders/law-digests.service.js';
import type { Clock } from '#platform/clock.js';
import type { QueueHandlers } from '../job-handlers.js';

const ENTRIES_AT_ONCE = 1_000;

/** Queue `reports`: what is worked out over a whole office. */
export function reportsHandlers(database: Database, digests: LawDigestsService, clock: Clock): QueueHandlers {
  return {
    queue: 'reports',
    handlers: {
      'law.digest': (run) => digests.make(jobActor(run.officeId, run.askedBy), run.payload, clock.now()),
      'audit.link': async ({ officeId, progress }) => {
        for (let linked = 0, some = ENTRIES_AT_ONCE; some === ENTRIES_AT_ONCE; progress(linked, null, 'linking')) {
          some = await database.inOffice({ officeId }, (tx) => linkAudit(tx, ENTRIES_AT_ONCE));
          linked += some;
        }
      },
    },
  };
}
