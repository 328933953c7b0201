import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { PoliciesService, type PolicyView as Policy } from '#domain/eligibility/policies.service.js';
import type { PolicyTemplate } from '#law/policy.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import { ModelPolicyView, newPolicyOf, NewPolicyRequest, PoliciesQuery, policyFilterOf, policyPatchOf, PolicyPatchRequest, PolicyView, WithdrawalRequest } from './policies.dto.js';

const POLICY_ID = { name: 'id', example: 'ny-policy-manhattan' };

@ApiTags('policies')
@ApiBearerAuth()
@Controller('policies')
export class PoliciesController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Prosecutors’ policies: those on file with the law, then those the office recorded' })
  @ApiPage(PolicyView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: PoliciesQuery): Promise<Page<Policy>> {
    return this.policies.list(actor, policyFilterOf(query), pageRequest(query));
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Record a prosecutor’s office’s policy, from the model or from nothing. Attorneys only' })
  @ApiCreatedResponse({ type: PolicyView })
  record(@CurrentActor() actor: SignedInUser, @Body() body: NewPolicyRequest): Promise<Policy> {
    return this.policies.record(actor, newPolicyOf(body), this.clock.now());
  }

  @Get('model')
  @ApiOperation({ summary: 'The model policy, for an office to start from. Nothing is judged by it' })
  @ApiOkResponse({ type: ModelPolicyView })
  model(@CurrentActor() actor: SignedInUser): PolicyTemplate {
    return this.policies.model(actor);
  }

  @Get(':id')
  @ApiParam(POLICY_ID)
  @ApiOperation({ summary: 'One policy, with its clauses' })
  @ApiOkResponse({ type: PolicyView })
  read(@CurrentActor() actor: SignedInUser, @Param('id') id: string): Promise<Policy> {
    return this.policies.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiParam(POLICY_ID)
  @ApiOperation({ summary: 'Change one the office recorded' })
  @ApiOkResponse({ type: PolicyView })
  change(@CurrentActor() actor: SignedInUser, @Param('id') id: string, @IfVersion() ifVersion: number, @Body() body: PolicyPatchRequest): Promise<Policy> {
    return this.policies.change(actor, id, ifVersion, policyPatchOf(body), this.clock.now());
  }

  @Put(':id/withdrawal')
  @NeedsIfMatch()
  @ApiParam(POLICY_ID)
  @ApiOperation({ summary: 'Withdraw it: recorded by mistake', description: 'Nothing is judged by it any more. A policy that ended gets its `until` instead.' })
  @ApiOkResponse({ type: PolicyView })
  withdraw(@CurrentActor() actor: SignedInUser, @Param('id') id: string, @IfVersion() ifVersion: number, @Body() { reason }: WithdrawalRequest): Promise<Policy> {
    return this.policies.withdraw(actor, id, ifVersion, reason ?? null, this.clock.now());
  }

  @Delete(':id/withdrawal')
  @NeedsIfMatch()
  @ApiParam(POLICY_ID)
  @ApiOperation({ summary: 'Take the withdrawal back' })
  @ApiOkResponse({ type: PolicyView })
  reinstate(@CurrentActor() actor: SignedInUser, @Param('id') id: string, @IfVersion() ifVersion: number): Promise<Policy> {
    return this.policies.reinstate(actor, id, ifVersion, this.clock.now());
  }
}
