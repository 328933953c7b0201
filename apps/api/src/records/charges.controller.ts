import { Body, Controller, Delete, Get, HttpCode, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { ChargesService } from '#domain/convictions/charges.service.js';
import type * as view from '#domain/convictions/record-view.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { ChargeCorrectionRequest, chargeFactsOf, ChargeView, noteOf } from './records.dto.js';

@ApiTags('records')
@ApiBearerAuth()
@Controller('charges/:id')
export class ChargesController {
  constructor(
    private readonly charges: ChargesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'One charge, with what was imported and every correction' })
  @ApiOkResponse({ type: ChargeView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<view.ChargeView> {
    return this.charges.read(actor, id);
  }

  @Patch()
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Put facts of the charge right: fields that are named change, each kept as a correction' })
  @ApiOkResponse({ type: ChargeView })
  correct(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IfVersion() ifVersion: number,
    @Body() body: ChargeCorrectionRequest,
  ): Promise<view.ChargeView> {
    return this.charges.correct(actor, id, ifVersion, chargeFactsOf(body), noteOf(body.correction), this.clock.now());
  }

  @Delete()
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Take a charge that was entered by mistake out of the record' })
  @ApiNoContentResponse()
  strike(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number): Promise<void> {
    return this.charges.strike(actor, id, ifVersion, this.clock.now());
  }
}
