import { applyDecorators, createParamDecorator, Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AccessTokens, type SignedInUser } from '#domain/access/access-tokens.js';
import { Problem } from '#domain/access/errors.js';
import { Clock } from '#platform/clock.js';

const PUBLIC = 'vacatur:public';

/** The route answers without a token. Without this mark every route asks for one. */
export const Public = (): MethodDecorator & ClassDecorator => applyDecorators(SetMetadata(PUBLIC, true), ApiSecurity({}));

declare module 'fastify' {
  interface FastifyRequest {
    actor?: SignedInUser;
  }
}

/**
 * Reads the access token. It trusts the signature for who is calling; that the session still lives and the role is
 * still the same is asked by `Database.inOffice` with the first query of every transaction, at no extra round trip.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new Problem('not-signed-in');
    request.actor = await this.tokens.read(token, this.clock.now());
    return true;
  }
}

/** The signed-in user. Only on routes that are not `@Public()`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): SignedInUser => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new Problem('not-signed-in');
  return actor;
});
