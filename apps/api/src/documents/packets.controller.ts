import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type * as view from '#domain/documents/packet-view.js';
import { PacketsService } from '#domain/documents/packets.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { NewPacketRequest, newPacketOf, PacketLine, PacketRequested, PacketView } from './packets.dto.js';

@ApiTags('papers')
@ApiBearerAuth()
@Controller()
export class PacketsController {
  constructor(
    private readonly packets: PacketsService,
    private readonly clock: Clock,
  ) {}

  @Get('cases/:id/packets')
  @ApiOperation({ summary: 'Packets of the case, the newest first' })
  @ApiOkResponse({ type: [PacketLine] })
  list(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<view.PacketLine[]> {
    return this.packets.list(actor, id);
  }

  @Post('cases/:id/packets')
  @HttpCode(202)
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Have the papers of one petition drawn up, for charges whose findings an attorney has confirmed' })
  @ApiAcceptedResponse({ type: PacketRequested })
  create(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @Body() body: NewPacketRequest): Promise<view.PacketView & { jobId: string }> {
    return this.packets.create(actor, id, newPacketOf(body), this.clock.now());
  }

  @Get('packets/:id')
  @ApiOperation({ summary: 'One packet: its documents, what was left blank, what has to be verified' })
  @ApiOkResponse({ type: PacketView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<view.PacketView> {
    return this.packets.read(actor, id);
  }
}
