import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATUSES, type JobFilter, type JobStatus } from '#domain/access/jobs.service.js';
import { JOBS, type JobName } from '#jobs/job-table.js';
import { Id, Instant, OneOf, Part, Shaped, Text, Whole } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const JOB_NAMES = Object.keys(JOBS) as JobName[];

export class JobsQuery extends PageQuery {
  @OneOf(JOB_STATUSES, { presence: 'may', example: 'failed' })
  status?: JobStatus;

  @OneOf(JOB_NAMES, { presence: 'may' })
  name?: JobName;

  @Id({ presence: 'may', description: 'Only the parts of this bigger job' })
  parentId?: string;
}

export function filterOf({ status, name, parentId }: JobsQuery): JobFilter {
  return { ...(status ? { status } : {}), ...(name ? { name } : {}), ...(parentId ? { parentId } : {}) };
}

export class JobPartsView {
  @Whole({ min: 0, max: 2_147_483_647, example: 240 })
  total!: number;

  @Whole({ min: 0, max: 2_147_483_647, example: 238 })
  done!: number;

  @Whole({ min: 0, max: 2_147_483_647, example: 1 })
  failed!: number;
}

export class JobView {
  @Id()
  id!: string;

  @Shaped({ pattern: /^[a-z.-]+$/, max: 100, allowed: 'the name of a job', example: 'eligibility.check' })
  name!: string;

  @OneOf(JOB_STATUSES, { description: 'A job with parts runs until the last of them has ended', example: 'running' })
  status!: JobStatus;

  @ApiProperty({ type: Object, additionalProperties: true, description: 'Ids of what the job is about', example: { clientId: '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f' } })
  about!: Record<string, unknown>;

  @Id({ presence: 'or-null', description: 'null: the program itself' })
  askedBy!: string | null;

  @Id({ presence: 'or-null', description: 'The bigger job that this one is a part of' })
  parentId!: string | null;

  @Whole({ min: 0, max: 100, example: 1, description: 'Tries begun' })
  attempts!: number;

  @Whole({ min: 1, max: 100, example: 5 })
  maxAttempts!: number;

  @Whole({ presence: 'or-null', min: 0, max: 2_147_483_647, example: 239, description: 'How far it is; of a job with parts, parts ended' })
  done!: number | null;

  @Whole({ presence: 'or-null', min: 0, max: 2_147_483_647, example: 240 })
  total!: number | null;

  @Text({ presence: 'or-null', max: 200, example: 'asking for checks' })
  step!: string | null;

  @Part(() => JobPartsView, { presence: 'or-null', description: 'null: it has no parts' })
  parts!: JobPartsView | null;

  @Shaped({ presence: 'or-null', pattern: /^[a-z-]+$/, max: 50, allowed: 'a code', example: 'database', description: 'Of the last try that failed' })
  problemCode!: string | null;

  @Text({ presence: 'or-null', max: 500, example: 'The database answered 57P01' })
  problem!: string | null;

  @Instant()
  createdAt!: string;

  @Instant({ presence: 'or-null' })
  startedAt!: string | null;

  @Instant({ presence: 'or-null' })
  finishedAt!: string | null;
}
