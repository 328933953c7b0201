import { jobActor } from '#domain/access/actor.js';
import type { FindingChangedService } from '#domain/cases/finding-changed.service.js';
import type { EligibilityService } from '#domain/eligibility/eligibility.service.js';
import type { LawSweepsService } from '#domain/eligibility/law-sweeps.service.js';
import type { Clock } from '#platform/clock.js';
import type { QueueHandlers } from '../job-handlers.js';

/** Queue `records`: asking the law, and what follows from its answers. */
export function recordsHandlers(eligibility: EligibilityService, sweeps: LawSweepsService, findings: FindingChangedService, clock: Clock): QueueHandlers {
  return {
    queue: 'records',
    handlers: {
      'eligibility.check': (run) => eligibility.check(jobActor(run.officeId, run.askedBy), run.payload, clock.now()),
      'eligibility.sweep': (run) => eligibility.sweep(jobActor(run.officeId, run.askedBy), run.payload, clock.now(), run),
      'law.sweep': (run) => sweeps.begin(jobActor(run.officeId, run.askedBy), run.payload, clock.now(), run),
      'law.sweep-page': (run) => sweeps.page(jobActor(run.officeId, run.askedBy), run.payload, clock.now(), run),
      'case.finding-changed': (run) => findings.tell(jobActor(run.officeId, run.askedBy), run.payload.findingId, clock.now()),
    },
  };
}
