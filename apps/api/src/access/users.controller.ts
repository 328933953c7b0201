import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import type { Page } from '#domain/access/page.js';
import { UsersService } from '#domain/access/users.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { IfVersion, NeedsIfMatch } from '../http/etag.js';
import { IdParam } from '../http/id-param.js';
import { TakesIdempotencyKey } from '../http/idempotency.interceptor.js';
import { ApiPage, PageQuery, pageRequest } from '../http/page.dto.js';
import { NewUserRequest, UserPatchRequest, UserView } from './users.dto.js';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The people of the office' })
  @ApiPage(UserView)
  list(@CurrentActor() actor: SignedInUser, @Query() query: PageQuery): Promise<Page<UserView>> {
    return this.users.list(actor, pageRequest(query));
  }

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Add a person (admin)' })
  @ApiCreatedResponse({ type: UserView })
  create(@CurrentActor() actor: SignedInUser, @Body() body: NewUserRequest): Promise<UserView> {
    return this.users.create(actor, body, this.clock.now());
  }

  @Get(':id')
  @ApiOperation({ summary: 'One person' })
  @ApiOkResponse({ type: UserView })
  read(@CurrentActor() actor: SignedInUser, @IdParam() id: string): Promise<UserView> {
    return this.users.read(actor, id);
  }

  @Patch(':id')
  @NeedsIfMatch()
  @ApiOperation({ summary: 'Change role, name or password of a person, or disable them (admin)' })
  @ApiOkResponse({ type: UserView })
  change(
    @CurrentActor() actor: SignedInUser,
    @IdParam() id: string,
    @IfVersion() ifVersion: number,
    @Body() body: UserPatchRequest,
  ): Promise<UserView> {
    return this.users.change(actor, id, ifVersion, body, this.clock.now());
  }
}
