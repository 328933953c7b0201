import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { DocketsService } from '#domain/convictions/dockets.service.js';
import { RecordService } from '#domain/convictions/record.service.js';
import type * as view from '#domain/convictions/record-view.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { DocketView, NewDocketRequest, newDocketOf, RecordView } from './records.dto.js';

@ApiTags('records')
@ApiBearerAuth()
@Controller('clients/:id/record')
export class RecordsController {
  constructor(
    private readonly records: RecordService,
    private readonly dockets: DocketsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The client’s whole record: dockets and charges, with sources and corrections' })
  @ApiOkResponse({ type: RecordView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<view.RecordView> {
    return this.records.read(actor, id);
  }

  @Post('dockets')
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Enter a docket with its charges: all of it, or nothing' })
  @ApiCreatedResponse({ type: DocketView })
  createDocket(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Body() body: NewDocketRequest): Promise<view.DocketView> {
    return this.dockets.create(actor, id, newDocketOf(body), this.clock.now());
  }
}
