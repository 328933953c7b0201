import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { ClientListService } from '#domain/clients/client-list.service.js';
import { ClientsService } from '#domain/clients/clients.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, pageRequest } from '../http/page.dto.js';
import {
  ClientLineView,
  ClientPatchRequest,
  ClientQuery,
  ClientSearchRequest,
  ClientView,
  ClosureRequest,
  clientPatch,
  NewClientRequest,
  newClient,
} from './clients.dto.js';

@ApiTags('clients')
@ApiBearerAuth()
@Controller('clients')
export class ClientsController {
  constructor(
    private readonly clients: ClientsService,
    private readonly lists: ClientListService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The office’s clients in pages', description: 'Names are searched at POST /clients/searches: a name in an address would stand in every log on its way.' })
  @ApiPage(ClientLineView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: ClientQuery): Promise<Page<ClientLineView>> {
    return this.lists.list(actor, query, query.sort ?? 'newest', pageRequest(query));
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Take in a client' })
  @ApiCreatedResponse({ type: ClientView })
  create(@CurrentActor() actor: SignedInUser, @Body() body: NewClientRequest): Promise<ClientView> {
    return this.clients.create(actor, newClient(body), this.clock.now());
  }

  @Post('searches')
  @HttpCode(200)
  @ApiOperation({ summary: 'Find clients by name, by sound of name, or by phone, e-mail or address', description: 'Give exactly one of name, soundsLike and contact.' })
  @ApiPage(ClientLineView)
  search(@CurrentActor() actor: SignedInUser, @Body() body: ClientSearchRequest): Promise<Page<ClientLineView>> {
    return this.lists.search(actor, body, pageRequest(body));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One client' })
  @ApiOkResponse({ type: ClientView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<ClientView> {
    return this.clients.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change a client', description: 'Fields that are left out stay. Parts of trafficking and single facts may be given alone; lists are given whole.' })
  @ApiOkResponse({ type: ClientView })
  change(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IfVersion() ifVersion: number,
    @Body() body: ClientPatchRequest,
  ): Promise<ClientView> {
    return this.clients.change(actor, id, ifVersion, clientPatch(body), this.clock.now());
  }

  @Put(':id/closure')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Close the file' })
  @ApiOkResponse({ type: ClientView })
  close(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IfVersion() ifVersion: number,
    @Body() { recontact }: ClosureRequest,
  ): Promise<ClientView> {
    return this.clients.close(actor, id, ifVersion, recontact, this.clock.now());
  }

  @Delete(':id/closure')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Open the file again' })
  @ApiOkResponse({ type: ClientView })
  reopen(@CurrentActor() actor: SignedInUser, @IdParam() id: string, @IfVersion() ifVersion: number): Promise<ClientView> {
    return this.clients.reopen(actor, id, ifVersion, this.clock.now());
  }
}
