import { Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { TasksService, type TaskView as Task } from '#domain/cases/tasks.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { filterOf, TasksQuery, TaskView } from './tasks.dto.js';

@ApiTags('tasks')
@ApiBearerAuth()
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Open tasks, the earliest due first' })
  @ApiPage(TaskView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: TasksQuery): Promise<Page<Task>> {
    return this.tasks.list(actor, filterOf(query), pageRequest(query));
  }

  @Put(':id/completion')
  @ApiOperation({ summary: 'Say that a task is done; the first time counts' })
  @ApiOkResponse({ type: TaskView })
  complete(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Task> {
    return this.tasks.complete(actor, id, this.clock.now());
  }

  @Delete(':id/completion')
  @ApiOperation({ summary: 'Open a task again' })
  @ApiOkResponse({ type: TaskView })
  reopen(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Task> {
    return this.tasks.reopen(actor, id, this.clock.now());
  }
}
