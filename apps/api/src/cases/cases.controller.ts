import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import type * as list from '#domain/cases/case-list.js';
import type * as view from '#domain/cases/case-view.js';
import { CasesService } from '#domain/cases/cases.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { CaseListItem, CasePatchRequest, CasesQuery, CaseView, filterOf, MemberRequest, NewCaseRequest, newCaseOf, StageChangeRequest } from './cases.dto.js';

@ApiTags('cases')
@ApiBearerAuth()
@Controller('cases')
export class CasesController {
  constructor(
    private readonly cases: CasesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The office’s cases' })
  @ApiPage(CaseListItem)
  list(@CurrentActor() actor: SignedInUser, @Query() query: CasesQuery): Promise<Page<list.CaseListItem>> {
    return this.cases.list(actor, filterOf(query), query.sort ?? 'newest', pageRequest(query));
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Open a case for a client' })
  @ApiCreatedResponse({ type: CaseView })
  create(@CurrentActor() actor: SignedInUser, @Body() body: NewCaseRequest): Promise<view.CaseView> {
    return this.cases.create(actor, newCaseOf(body), this.clock.now());
  }

  @Get(':id')
  @ApiOperation({ summary: 'One case: team, charges, where it stands and where it can go' })
  @ApiOkResponse({ type: CaseView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<view.CaseView> {
    return this.cases.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change the description' })
  @ApiOkResponse({ type: CaseView })
  describe(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number, @Body() body: CasePatchRequest): Promise<view.CaseView> {
    return this.cases.describe(actor, id, ifVersion, body, this.clock.now());
  }

  @Post(':id/stage-changes')
  @NeedsIfMatch()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Take the case to another stage' })
  @ApiCreatedResponse({ type: CaseView })
  changeStage(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number, @Body() body: StageChangeRequest): Promise<view.CaseView> {
    return this.cases.changeStage(actor, id, ifVersion, { to: body.to, reason: body.reason ?? null }, this.clock.now());
  }

  @Put(':id/members/:userId')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Put somebody on the team, or change their part' })
  @ApiOkResponse({ type: CaseView })
  setMember(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IdParam('userId') userId: string,
    @IfVersion() ifVersion: number,
    @Body() { part }: MemberRequest,
  ): Promise<view.CaseView> {
    return this.cases.setMember(actor, id, ifVersion, { userId, part }, this.clock.now());
  }

  @Delete(':id/members/:userId')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Take somebody off the team' })
  @ApiOkResponse({ type: CaseView })
  removeMember(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IdParam('userId') userId: string, @IfVersion() ifVersion: number): Promise<view.CaseView> {
    return this.cases.removeMember(actor, id, ifVersion, userId, this.clock.now());
  }

  @Put(':id/charges/:chargeId')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Make a charge of the client’s record part of the case' })
  @ApiOkResponse({ type: CaseView })
  addCharge(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IdParam('chargeId') chargeId: string, @IfVersion() ifVersion: number): Promise<view.CaseView> {
    return this.cases.addCharge(actor, id, ifVersion, chargeId, this.clock.now());
  }

  @Delete(':id/charges/:chargeId')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Take a charge out of the case; it stays in the record' })
  @ApiOkResponse({ type: CaseView })
  removeCharge(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IdParam('chargeId') chargeId: string, @IfVersion() ifVersion: number): Promise<view.CaseView> {
    return this.cases.removeCharge(actor, id, ifVersion, chargeId, this.clock.now());
  }
}
