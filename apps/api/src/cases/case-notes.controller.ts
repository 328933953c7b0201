import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { NotesService, type NoteView as Note, type TimelineEntry } from '#domain/cases/notes.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, PageQuery, pageRequest } from '../http/page.dto.js';
import { NoteRequest, NoteView, TimelineEntryView } from './cases.dto.js';

@ApiTags('cases')
@ApiBearerAuth()
@Controller('cases/:id')
export class CaseNotesController {
  constructor(
    private readonly notes: NotesService,
    private readonly clock: Clock,
  ) {}

  @Post('notes')
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Add a note; notes are never changed' })
  @ApiCreatedResponse({ type: NoteView })
  add(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Body() { body }: NoteRequest): Promise<Note> {
    return this.notes.add(actor, id, body, this.clock.now());
  }

  @Get('timeline')
  @ApiOperation({ summary: 'Notes and what happened, the newest first' })
  @ApiPage(TimelineEntryView)
  timeline(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Query() query: PageQuery): Promise<Page<TimelineEntry>> {
    return this.notes.timeline(actor, id, pageRequest(query));
  }
}
