import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { ReminderListService, type ReminderView as Reminder } from '#domain/reminders/reminder-list.service.js';
import { CurrentActor } from '../http/auth.guard.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { reminderFilterOf, RemindersQuery, ReminderView } from './reminders.dto.js';

@ApiTags('deadlines')
@ApiBearerAuth()
@Controller('reminders')
export class RemindersController {
  constructor(private readonly reminders: ReminderListService) {}

  @Get()
  @ApiOperation({ summary: 'Who is told of a deadline, when, and what became of it; the earliest due first' })
  @ApiPage(ReminderView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: RemindersQuery): Promise<Page<Reminder>> {
    return this.reminders.list(actor, reminderFilterOf(query), pageRequest(query));
  }
}
