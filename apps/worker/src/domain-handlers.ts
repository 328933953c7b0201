import type { DynamicModule } from '@nestjs/common';
import { Database } from '#db/transaction.js';
import { FindingChangedService } from '#domain/cases/finding-changed.service.js';
import { PacketsService } from '#domain/documents/packets.service.js';
import { DomainModule, type DomainResources } from '#domain/domain.module.js';
import { EligibilityService } from '#domain/eligibility/eligibility.service.js';
import { LawSweepsService } from '#domain/eligibility/law-sweeps.service.js';
import { LawDigestsService } from '#domain/reminders/law-digests.service.js';
import { RemindersService } from '#domain/reminders/reminders.service.js';
import type { JobHandlers } from '#jobs/run-job.js';
import { Clock } from '#platform/clock.js';
import { collectHandlers } from './job-handlers.js';
import { documentsHandlers } from './queues/documents.processor.js';
import { messagesHandlers } from './queues/messages.processor.js';
import { recordsHandlers } from './queues/records.processor.js';
import { reportsHandlers } from './queues/reports.processor.js';
import { JOB_HANDLERS } from './tokens.js';

class DomainHandlers {}

/** The handlers of production: each job is one call of a domain service. */
export function domainHandlers(resources: DomainResources): DynamicModule {
  const provider = {
    provide: JOB_HANDLERS,
    inject: [EligibilityService, LawSweepsService, FindingChangedService, PacketsService, RemindersService, LawDigestsService, Database, Clock],
    useFactory: (
      eligibility: EligibilityService,
      sweeps: LawSweepsService,
      findings: FindingChangedService,
      packets: PacketsService,
      reminders: RemindersService,
      digests: LawDigestsService,
      database: Database,
      clock: Clock,
    ): JobHandlers =>
      collectHandlers([
        recordsHandlers(eligibility, sweeps, findings, clock),
        documentsHandlers(packets, clock),
        messagesHandlers(reminders, digests, clock),
        reportsHandlers(database, digests, clock),
      ]),
  };
  return { module: DomainHandlers, imports: [DomainModule.with(resources)], providers: [provider], exports: [provider] };
}
