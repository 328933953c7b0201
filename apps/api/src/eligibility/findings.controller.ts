import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Determination } from '#domain/eligibility/determination.js';
import { DeterminationsService } from '#domain/eligibility/determinations.service.js';
import { FindingsService, type FindingDetail as Detail } from '#domain/eligibility/findings.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { DeterminationView, FindingDetail, NewDeterminationRequest } from './findings.dto.js';

@ApiTags('eligibility')
@ApiBearerAuth()
@Controller('findings/:id')
export class FindingsController {
  constructor(
    private readonly findings: FindingsService,
    private readonly determinations: DeterminationsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'One finding, of the latest check or an earlier one, with the facts and the law as of then' })
  @ApiOkResponse({ type: FindingDetail })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Detail> {
    return this.findings.read(actor, id);
  }

  @Get('determinations')
  @ApiOperation({ summary: 'Every attorney’s decision on this charge under this provision, the newest first' })
  @ApiOkResponse({ type: [DeterminationView] })
  list(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<Determination[]> {
    return this.determinations.list(actor, id);
  }

  @Post('determinations')
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Sign a decision on a finding of the latest check. Attorneys only; a change of mind is a new one' })
  @ApiCreatedResponse({ type: DeterminationView })
  make(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Body() body: NewDeterminationRequest): Promise<Determination> {
    const statements = (body.statements ?? []).map(({ element, text, basis }) => ({ element: element ?? null, text, basis: basis ?? null }));
    const { decision, answers = [], reasons = null } = body;
    return this.determinations.make(actor, id, { decision, answers, statements, reasons }, this.clock.now());
  }
}
