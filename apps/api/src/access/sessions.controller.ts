import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { SignInService } from '#domain/access/sign-in.service.js';
import { Clock } from '#platform/clock.js';
import { CurrentActor, Public } from '../http/auth.guard.js';
import { RefreshRequest, SignedInView, SignInRequest } from './sessions.dto.js';

const PER_MINUTE = { timeWindow: 60_000 };

@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(
    private readonly signIns: SignInService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Public()
  @RouteConfig({ rateLimit: { ...PER_MINUTE, max: 20 } })
  @ApiOperation({ summary: 'Sign in', description: 'At most 20 tries a minute from one address, and 10 wrong passwords in 15 minutes for one account.' })
  @ApiCreatedResponse({ type: SignedInView })
  signIn(@Body() { email, password }: SignInRequest): Promise<SignedInView> {
    return this.signIns.signIn(email, password, this.clock.now());
  }

  @Post('refreshes')
  @Public()
  @RouteConfig({ rateLimit: { ...PER_MINUTE, max: 120 } })
  @ApiOperation({ summary: 'Exchange a refresh token', description: 'Each is good once: a second use ends the whole session.' })
  @ApiCreatedResponse({ type: SignedInView })
  refresh(@Body() { refreshToken }: RefreshRequest): Promise<SignedInView> {
    return this.signIns.refresh(refreshToken, this.clock.now());
  }

  @Delete('current')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Sign out on this device' })
  @ApiNoContentResponse()
  signOut(@CurrentActor() actor: SignedInUser): Promise<void> {
    return this.signIns.signOut(actor, this.clock.now());
  }

  @Delete()
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Sign out everywhere' })
  @ApiNoContentResponse()
  signOutEverywhere(@CurrentActor() actor: SignedInUser): Promise<void> {
    return this.signIns.signOutEverywhere(actor, this.clock.now());
  }
}
