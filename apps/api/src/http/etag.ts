import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { Problem } from '#domain/access/errors.js';

export function etagOf(version: number): string {
  return `"v${version}"`;
}

/** Answers that show one versioned thing say so in ETag; the caller sends it back as If-Match to change it. */
@Injectable()
export class EtagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((body: unknown) => {
        if (typeof body !== 'object' || body === null || !('version' in body) || reply.hasHeader('etag')) return;
        if (typeof body.version === 'number') void reply.header('etag', etagOf(body.version));
      }),
    );
  }
}

/**
 * The version the caller read, from If-Match. A service takes it as `ifVersion` and throws Problem stale when it has
 * been changed since.
 *
 * @throws Problem version-required (428) when it is missing; stale (412) when it is no ETag of this program
 */
export const IfVersion = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined) throw new Problem('version-required', 'Read it first, then send its ETag as If-Match, e.g. If-Match: "v3"');
  const version = /^"v(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new Problem('stale', 'If-Match must be the ETag of a reading, e.g. "v3"');
  return Number(version);
});

/** Documents If-Match on a changing route. */
export const NeedsIfMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of your last reading', schema: { type: 'string', example: '"v1"' } }),
  );
