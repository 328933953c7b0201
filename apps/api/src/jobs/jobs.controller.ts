import { Controller, Get, HttpCode, Post, Query, Req, Sse, UseGuards, type MessageEvent } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { JobsService, type JobView as Job } from '#domain/access/jobs.service.js';
import type { Page } from '#domain/access/page.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { JobEvents } from './job-events.js';
import { JobReaderGuard } from './job-reader.guard.js';
import { filterOf, JobsQuery, JobView } from './jobs.dto.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly events: JobEvents,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Jobs of the office, the newest first; what failed for good is found here' })
  @ApiPage(JobView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: JobsQuery): Promise<Page<Job>> {
    return this.jobs.list(actor, filterOf(query), pageRequest(query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One job and how far it is' })
  @ApiOkResponse({ type: JobView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Job> {
    return this.jobs.read(actor, id);
  }

  @Sse(':id/events')
  @UseGuards(JobReaderGuard)
  @ApiOperation({ summary: 'Follow a job: `changed` with the job at once and at each change, `alive` in between, `ended` last' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: JobView, description: 'Server-sent events; the data of `changed` and `ended` is the job' })
  follow(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Req() request: FastifyRequest): Observable<MessageEvent> {
    return this.events.stream(actor, id, request.id);
  }

  @Post(':id/retries')
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a job that failed for good tried again' })
  @ApiAcceptedResponse({ type: JobView })
  retry(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Job> {
    return this.jobs.retry(actor, id, this.clock.now());
  }
}
