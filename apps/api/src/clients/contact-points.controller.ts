import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { ContactPointsService } from '#domain/clients/contact-points.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ContactPointPatchRequest, contactPointPatch, ContactPointView, NewContactPointRequest, newContactPoint } from './contact-points.dto.js';

@ApiTags('contact points')
@ApiBearerAuth()
@Controller('clients/:clientId/contact-points')
export class ClientContactPointsController {
  constructor(
    private readonly contactPoints: ContactPointsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How the client can be reached' })
  @ApiOkResponse({ type: [ContactPointView] })
  list(@CurrentActor() actor: SignedInUser, @IdParam('clientId') clientId: string): Promise<ContactPointView[]> {
    return this.contactPoints.list(actor, clientId);
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Add a phone, e-mail or address, and what the client said about using it' })
  @ApiCreatedResponse({ type: ContactPointView })
  add(@CurrentActor() actor: SignedInUser, @IdParam('clientId') clientId: string, @Body() body: NewContactPointRequest): Promise<ContactPointView> {
    return this.contactPoints.add(actor, clientId, newContactPoint(body), this.clock.now());
  }
}

@ApiTags('contact points')
@ApiBearerAuth()
@Controller('contact-points')
export class ContactPointsController {
  constructor(
    private readonly contactPoints: ContactPointsService,
    private readonly clock: Clock,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'One contact point' })
  @ApiOkResponse({ type: ContactPointView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<ContactPointView> {
    return this.contactPoints.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change it', description: 'Nobody asked about another address yet: safe and confirmedOn become null unless they are given with it.' })
  @ApiOkResponse({ type: ContactPointView })
  change(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IfVersion() ifVersion: number,
    @Body() body: ContactPointPatchRequest,
  ): Promise<ContactPointView> {
    return this.contactPoints.change(actor, id, ifVersion, contactPointPatch(body), this.clock.now());
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Take it away', description: 'Its text is wiped at once, and nothing planned before goes there any more.' })
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number): Promise<void> {
    return this.contactPoints.remove(actor, id, ifVersion, this.clock.now());
  }
}
