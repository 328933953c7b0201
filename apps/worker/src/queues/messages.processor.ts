import { jobActor } from '#domain/access/actor.js';
import type { RemindersService } from '#domain/reminders/reminders.service.js';
import type { Clock } from '#platform/clock.js';
import type { QueueHandlers } from '../job-handlers.js';

/** Queue `messages`: planning reminders and sending them. */
export function messagesHandlers(reminders: RemindersService, clock: Clock): QueueHandlers {
  return {
    queue: 'messages',
    handlers: {
      'reminders.plan': (run) => reminders.planFor(jobActor(run.officeId, run.askedBy), run.payload, clock.now()),
      'reminders.send-due': (run) => reminders.sendDue(jobActor(run.officeId, run.askedBy), clock.now()),
    },
  };
}
