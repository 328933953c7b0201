import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { EligibilityService } from '#domain/eligibility/eligibility.service.js';
import { FindingsService, type ClientFindings as Findings } from '#domain/eligibility/findings.service.js';
import { PlanService, type ClientPlan } from '#domain/eligibility/plan.service.js';
import { PolicyFindingsService, type ClientPolicyFindings } from '#domain/eligibility/policy-findings.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ClientFindings, FindingsQuery, JobStarted } from './findings.dto.js';
import { ClientPolicyFindingsView } from '../policies/policies.dto.js';
import { ClientPlanView } from './plan.dto.js';

@ApiTags('eligibility')
@ApiBearerAuth()
@Controller('clients/:id')
export class ClientFindingsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly eligibility: EligibilityService,
    private readonly plans: PlanService,
    private readonly policies: PolicyFindingsService,
    private readonly clock: Clock,
  ) {}

  @Get('findings')
  @ApiOperation({ summary: 'What the law says of the record, charge by charge and provision by provision, by the latest check' })
  @ApiOkResponse({ type: ClientFindings })
  list(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Query() query: FindingsQuery): Promise<Findings> {
    return this.findings.ofClient(actor, id, query);
  }

  @Post('eligibility-checks')
  @HttpCode(202)
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Ask the law anew; the answer is there when the job is done' })
  @ApiAcceptedResponse({ type: JobStarted })
  ask(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<JobStarted> {
    return this.eligibility.ask(actor, id, this.clock.now());
  }

  @Get('policy-findings')
  @ApiOperation({ summary: 'What prosecutors’ policies say of pending charges and of petitions, with the clause, and the facts that are missing' })
  @ApiOkResponse({ type: ClientPolicyFindingsView })
  policyFindings(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<ClientPolicyFindings> {
    return this.policies.ofClient(actor, id, this.clock.now());
  }

  @Get('plan')
  @ApiOperation({ summary: 'Which roads to take in which order, what to find out first, and what each end of a pending charge would do' })
  @ApiOkResponse({ type: ClientPlanView })
  plan(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<ClientPlan> {
    return this.plans.ofClient(actor, id, this.clock.now());
  }
}
