import { Body, Controller, Get, HttpCode, Put } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { OfficesService } from '#domain/access/offices.service.js';
import { UsersService } from '#domain/access/users.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor } from '../http/auth.guard.js';
import { MeView, PasswordChangeRequest } from './users.dto.js';

@ApiTags('me')
@ApiBearerAuth()
@Controller('me')
export class MeController {
  constructor(
    private readonly users: UsersService,
    private readonly offices: OfficesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who am I, and in which office' })
  @ApiOkResponse({ type: MeView })
  async read(@CurrentActor() actor: SignedInUser): Promise<MeView> {
    return { ...(await this.users.read(actor, actor.userId)), office: await this.offices.read(actor) };
  }

  @Put('password')
  @HttpCode(204)
  @RouteConfig({ rateLimit: { timeWindow: 60_000, max: 10 } })
  @ApiOperation({ summary: 'Change my password', description: 'Every other session of mine ends.' })
  @ApiNoContentResponse()
  changePassword(@CurrentActor() actor: SignedInUser, @Body() { current, password }: PasswordChangeRequest): Promise<void> {
    return this.users.changeOwnPassword(actor, current, password, this.clock.now());
  }
}
