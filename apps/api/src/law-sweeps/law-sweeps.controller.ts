import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { LawSweepListService, type LawEffectView, type LawSweepView } from '#domain/reminders/law-sweep-list.service.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { ApiPage, PageQuery, pageRequest } from '../http/page.dto.js';
import { effectFilterOf, EffectsQuery, LawEffectItem, LawSweepItem } from './law-sweeps.dto.js';

@ApiTags('eligibility')
@ApiBearerAuth()
@Controller('law-sweeps')
export class LawSweepsController {
  constructor(private readonly sweeps: LawSweepListService) {}

  @Get()
  @ApiOperation({ summary: 'Looks at the whole caseload after the law on file changed, the newest first' })
  @ApiPage(LawSweepItem)
  list(@CurrentActor() actor: SignedInUser, @Query() query: PageQuery): Promise<Page<LawSweepView>> {
    return this.sweeps.list(actor, pageRequest(query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One of them: how far it is, and what it did to how many charges' })
  @ApiOkResponse({ type: LawSweepItem })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<LawSweepView> {
    return this.sweeps.read(actor, id);
  }

  @Get(':id/effects')
  @ApiOperation({ summary: 'Who is newly eligible, whose day moved, who lost a road: each with the answer before and after' })
  @ApiPage(LawEffectItem)
  effects(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Query() query: EffectsQuery): Promise<Page<LawEffectView>> {
    return this.sweeps.effects(actor, id, effectFilterOf(query), pageRequest(query));
  }
}
