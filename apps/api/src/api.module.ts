import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { DomainModule, type DomainResources } from '#domain/domain.module.js';
import { MeController } from './access/me.controller.js';
import { OfficeController } from './access/office.controller.js';
import { SessionsController } from './access/sessions.controller.js';
import { UsersController } from './access/users.controller.js';
import { CaseNotesController } from './cases/case-notes.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { ClientsController } from './clients/clients.controller.js';
import { ClientContactPointsController, ContactPointsController } from './clients/contact-points.controller.js';
import { ConvictionsController } from './convictions/convictions.controller.js';
import { DocumentsController } from './documents/documents.controller.js';
import { PacketsController } from './documents/packets.controller.js';
import { ClientFindingsController } from './eligibility/client-findings.controller.js';
import { FindingsController } from './eligibility/findings.controller.js';
import { HealthController } from './health/health.controller.js';
import { AuthGuard } from './http/auth.guard.js';
import { EtagInterceptor } from './http/etag.js';
import { IdempotencyInterceptor } from './http/idempotency.interceptor.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestLog } from './http/request-log.js';
import { JobEvents } from './jobs/job-events.js';
import { JobsController } from './jobs/jobs.controller.js';
import { LawController } from './law/law.controller.js';
import { LawNotesController } from './law-notes/law-notes.controller.js';
import { LawSweepsController } from './law-sweeps/law-sweeps.controller.js';
import { ChargesController } from './records/charges.controller.js';
import { DocketsController } from './records/dockets.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { RecordsController } from './records/records.controller.js';
import { DeadlinesController } from './reminders/deadlines.controller.js';
import { RemindersController } from './reminders/reminders.controller.js';
import { ScreeningsController } from './screenings/screenings.controller.js';
import { TasksController } from './tasks/tasks.controller.js';

const CONTROLLERS = [
  HealthController,
  SessionsController,
  MeController,
  UsersController,
  OfficeController,
  ClientsController,
  ClientContactPointsController,
  ContactPointsController,
  RecordsController,
  DocketsController,
  ChargesController,
  ConvictionsController,
  CasesController,
  CaseNotesController,
  TasksController,
  ClientFindingsController,
  FindingsController,
  PacketsController,
  DocumentsController,
  DeadlinesController,
  RemindersController,
  LawSweepsController,
  LawNotesController,
  LawController,
  PoliciesController,
  ScreeningsController,
  JobsController,
];

@Module({})
export class ApiModule {
  static with(resources: DomainResources, requestLog: RequestLog): DynamicModule {
    return {
      module: ApiModule,
      imports: [DomainModule.with(resources)],
      controllers: CONTROLLERS,
      providers: [
        { provide: RequestLog, useValue: requestLog },
        JobEvents,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AuthGuard },
        // Outermost first: the stored answer has the ETag that the inner one sets.
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
      ],
    };
  }
}
