import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { ChargesService } from '#domain/convictions/charges.service.js';
import { DocketsService } from '#domain/convictions/dockets.service.js';
import type * as view from '#domain/convictions/record-view.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ChargeView, DocketCorrectionRequest, docketFactsOf, DocketView, NewChargeRequest, newChargeOf, noteOf } from './records.dto.js';

@ApiTags('records')
@ApiBearerAuth()
@Controller('dockets/:id')
export class DocketsController {
  constructor(
    private readonly dockets: DocketsService,
    private readonly charges: ChargesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'One docket with its charges' })
  @ApiOkResponse({ type: DocketView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<view.DocketView> {
    return this.dockets.read(actor, id);
  }

  @Patch()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Put facts of the docket right; each change is kept as a correction' })
  @ApiOkResponse({ type: DocketView })
  correct(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IfVersion() ifVersion: number,
    @Body() body: DocketCorrectionRequest,
  ): Promise<view.DocketView> {
    return this.dockets.correct(actor, id, ifVersion, docketFactsOf(body), noteOf(body.correction), this.clock.now());
  }

  @Delete()
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Take a docket that was entered by mistake out of the record, with its charges' })
  @ApiNoContentResponse()
  strike(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number): Promise<void> {
    return this.dockets.strike(actor, id, ifVersion, this.clock.now());
  }

  @Post('charges')
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Add a count to the docket' })
  @ApiCreatedResponse({ type: ChargeView })
  addCharge(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Body() body: NewChargeRequest): Promise<view.ChargeView> {
    return this.charges.add(actor, id, newChargeOf(body), this.clock.now());
  }
}
