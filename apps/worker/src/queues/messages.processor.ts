import { jobActor } from '#domain/access/actor.js';
import type { LawDigestsService } from '#domain/reminders/law-digests.service.js';
import type { RemindersService } from '#domain/reminders/reminders.service.js';
import type { Clock } from '#platform/clock.js';
import type { QueueHandlers } from '../job-handlers.js';

/** Queue `messages`: planning reminders, sending them and digests. */
export function messagesHandlers(reminders: RemindersService, digests: LawDigestsService, clock: Clock): QueueHandlers {
  return {
    queue: 'messages',
    handlers: {
      'reminders.plan': (run) => reminders.planFor(jobActor(run.officeId, run.askedBy), run.payload, clock.now()),
      'law.digest-send': (run) => digests.send(jobActor(run.officeId, run.askedBy), run.payload, clock.now()),
      'reminders.send-due': (run) => reminders.sendDue(jobActor(run.officeId, run.askedBy), clock.now()),
    },
  };
}
