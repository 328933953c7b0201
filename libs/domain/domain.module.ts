import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Database } from '#db/transaction.js';
import { LawLibrary } from '#law/law-library.js';
import { JobWatch } from '#jobs/job-watch.js';
import { Clock } from '#platform/clock.js';
import { FileStore } from '#platform/files.js';
import { Mailer } from '#platform/mailer.js';
import { AccessTokens, SessionSettings } from './access/access-tokens.js';
import { FailedSignIns } from './access/failed-sign-ins.js';
import { JobsService } from './access/jobs.service.js';
import { OfficesService } from './access/offices.service.js';
import { RepeatedRequests } from './access/repeated-requests.js';
import { SignInService } from './access/sign-in.service.js';
import { UsersService } from './access/users.service.js';
import { Vault } from './access/vault.js';
import { ClientListService } from './clients/client-list.service.js';
import { ClientsService } from './clients/clients.service.js';
import { ContactPointsService } from './clients/contact-points.service.js';
import { CasesService } from './cases/cases.service.js';
import { FindingChangedService } from './cases/finding-changed.service.js';
import { NotesService } from './cases/notes.service.js';
import { TasksService } from './cases/tasks.service.js';
import { ChargesService } from './convictions/charges.service.js';
import { ConvictionsService } from './convictions/convictions.service.js';
import { DocketsService } from './convictions/dockets.service.js';
import { LawBook } from './convictions/law-book.js';
import { RecordService } from './convictions/record.service.js';
import { FormsFolder, PacketsService } from './documents/packets.service.js';
import { DocumentsService } from './documents/documents.service.js';
import { DeterminationsService } from './eligibility/determinations.service.js';
import { EligibilityService } from './eligibility/eligibility.service.js';
import { LawSweepsService } from './eligibility/law-sweeps.service.js';
import { LawNoteListService } from './eligibility/law-note-list.service.js';
import { LawNotesService } from './eligibility/law-notes.service.js';
import { FindingsService } from './eligibility/findings.service.js';
import { PlanService } from './eligibility/plan.service.js';
import { PoliciesService } from './eligibility/policies.service.js';
import { PolicyFindingsService } from './eligibility/policy-findings.service.js';
import { DeadlinesService } from './reminders/deadlines.service.js';
import { ReminderListService } from './reminders/reminder-list.service.js';
import { LawDigestsService } from './reminders/law-digests.service.js';
import { LawSweepListService } from './reminders/law-sweep-list.service.js';
import { RemindersService } from './reminders/reminders.service.js';
import { MessageSettings } from './reminders/sending.js';

/** What the domain stands on. Each process makes these once, from its configuration; tests make their own. */
export interface DomainResources {
  database: Database;
  vault: Vault;
  clock: Clock;
  sessions: SessionSettings;
  law: LawBook;
  library: LawLibrary;
  files: FileStore;
  forms: FormsFolder;
  mailer: Mailer;
  messages: MessageSettings;
  jobWatch: JobWatch;
}

/** Every service of the domain, in one list. */
const SERVICES = [
  AccessTokens,
  RepeatedRequests,
  FailedSignIns,
  SignInService,
  UsersService,
  OfficesService,
  JobsService,
  ClientsService,
  ClientListService,
  ContactPointsService,
  RecordService,
  DocketsService,
  ChargesService,
  ConvictionsService,
  EligibilityService,
  LawSweepsService,
  LawNotesService,
  LawNoteListService,
  FindingsService,
  DeterminationsService,
  PlanService,
  PoliciesService,
  PolicyFindingsService,
  CasesService,
  NotesService,
  TasksService,
  FindingChangedService,
  PacketsService,
  DocumentsService,
  RemindersService,
  LawDigestsService,
  LawSweepListService,
  DeadlinesService,
  ReminderListService,
];

@Module({})
export class DomainModule {
  static with({ database, vault, clock, sessions, law, library, files, forms, mailer, messages, jobWatch }: DomainResources): DynamicModule {
    const resources: Provider[] = [
      { provide: Database, useValue: database },
      { provide: Vault, useValue: vault },
      { provide: Clock, useValue: clock },
      { provide: SessionSettings, useValue: sessions },
      { provide: LawBook, useValue: law },
      { provide: LawLibrary, useValue: library },
      { provide: FileStore, useValue: files },
      { provide: FormsFolder, useValue: forms },
      { provide: Mailer, useValue: mailer },
      { provide: MessageSettings, useValue: messages },
      { provide: JobWatch, useValue: jobWatch },
    ];
    const providers = [...resources, ...SERVICES];
    return { module: DomainModule, providers, exports: providers };
  }
}
