import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { DeadlinesService, type DeadlineView as Deadline } from '#domain/reminders/deadlines.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { deadlineChangeOf, deadlineFilterOf, DeadlinePatchRequest, DeadlinesQuery, DeadlineView, NewDeadlineRequest, newDeadlineOf } from './deadlines.dto.js';

@ApiTags('deadlines')
@ApiBearerAuth()
@Controller('deadlines')
export class DeadlinesController {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Days by which, or from which, something must be done, the earliest first' })
  @ApiPage(DeadlineView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: DeadlinesQuery): Promise<Page<Deadline>> {
    return this.deadlines.list(actor, deadlineFilterOf(query), pageRequest(query));
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Set a day by hand' })
  @ApiCreatedResponse({ type: DeadlineView })
  create(@CurrentActor() actor: SignedInUser, @Body() body: NewDeadlineRequest): Promise<Deadline> {
    return this.deadlines.create(actor, newDeadlineOf(body), this.clock.now());
  }

  @Get(':id')
  @ApiOperation({ summary: 'One deadline' })
  @ApiOkResponse({ type: DeadlineView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Deadline> {
    return this.deadlines.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Move a deadline set by hand, or settle any deadline' })
  @ApiOkResponse({ type: DeadlineView })
  change(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number, @Body() body: DeadlinePatchRequest): Promise<Deadline> {
    return this.deadlines.change(actor, id, ifVersion, deadlineChangeOf(body), this.clock.now());
  }
}
