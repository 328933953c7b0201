import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { LawNoteListService } from '#domain/eligibility/law-note-list.service.js';
import { LawNotesService, type LawNoteDetail } from '#domain/eligibility/law-notes.service.js';
import type * as view from '#domain/eligibility/law-note-view.js';
import type { Trial } from '#law/correction-trial.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { filterOf, LawNoteItem, LawNotesQuery, LawNoteTrialRequest, LawNoteView, newNoteOf, NewLawNoteRequest, NoteWordsRequest, trialOf, TrialView, WithdrawalRequest, wordsOf } from './law-notes.dto.js';

@ApiTags('law')
@ApiBearerAuth()
@Controller('law-notes')
export class LawNotesController {
  constructor(
    private readonly notes: LawNotesService,
    private readonly lists: LawNoteListService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What this office recorded beside the law on file, the newest first' })
  @ApiPage(LawNoteItem)
  list(@CurrentActor() actor: SignedInUser, @Query() query: LawNotesQuery): Promise<Page<view.LawNoteView>> {
    return this.lists.list(actor, filterOf(query), pageRequest(query));
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Record a reading, a local practice, or a correction of a provision. Attorneys only; a correction has the whole caseload checked anew' })
  @ApiCreatedResponse({ type: LawNoteView })
  create(@CurrentActor() actor: SignedInUser, @Body() body: NewLawNoteRequest): Promise<LawNoteDetail> {
    return this.notes.create(actor, newNoteOf(body), this.clock.now());
  }

  @Post('trials')
  @HttpCode(200)
  @ApiOperation({ summary: 'Try a correction against the worked examples of its provision; nothing is stored. Attorneys only' })
  @ApiOkResponse({ type: TrialView })
  try(@CurrentActor() actor: SignedInUser, @Body() body: LawNoteTrialRequest): Promise<Trial> {
    return this.notes.try(actor, trialOf(body), this.clock.now());
  }

  @Get(':id')
  @ApiOperation({ summary: 'One note, with its earlier words, and what a correction changes in the worked examples' })
  @ApiOkResponse({ type: LawNoteView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<LawNoteDetail> {
    return this.notes.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Put right the words or days of a note; the earlier ones are kept. What it is about does not change: record another that supersedes it' })
  @ApiOkResponse({ type: LawNoteView })
  change(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number, @Body() body: NoteWordsRequest): Promise<LawNoteDetail> {
    return this.notes.change(actor, id, ifVersion, wordsOf(body), this.clock.now());
  }

  @Post(':id/withdrawal')
  @NeedsIfMatch()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Take a note back. It is kept with who, when and why, and applied to nothing from now on' })
  @ApiCreatedResponse({ type: LawNoteView })
  withdraw(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number, @Body() body: WithdrawalRequest): Promise<LawNoteDetail> {
    return this.notes.withdraw(actor, id, ifVersion, body, this.clock.now());
  }
}
