import { applyDecorators, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, of, type Observable } from 'rxjs';
import { QueryFailedError } from 'typeorm';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { Problem } from '#domain/access/errors.js';
import { RepeatedRequests } from '#domain/access/repeated-requests.js';
import { Clock } from '#platform/clock.js';

const KEPT_HEADERS = ['etag', 'location'];

/** A POST by a signed-in user that carries Idempotency-Key is carried out once; see `RepeatedRequests`. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly repeated: RepeatedRequests,
    private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (request.method !== 'POST' || header === undefined || !request.actor) return next.handle();
    if (typeof header !== 'string' || !/^[\x21-\x7e]{8,200}$/.test(header)) {
      throw new Problem('bad-request', 'Idempotency-Key must be 8 to 200 visible ASCII characters, best a UUID');
    }
    const reply = http.getResponse<FastifyReply>();
    const { actor, method, url: path, body } = request;
    const before = await this.repeated.begin(actor, { key: header, method, path, body }, this.clock.now());
    if (before) {
      void reply.status(before.status).headers({ ...before.headers, 'idempotency-replayed': 'true' });
      return of(before.body);
    }
    return next.handle().pipe(
      catchError((error: unknown) => from(this.afterFailure(actor, header, error))),
      // After it: when the answer cannot be noted, the change is made all the same and the key stays taken.
      mergeMap(async (answer: unknown) => {
        await this.repeated.keepAnswer(actor, header, { status: reply.statusCode, headers: keptHeaders(reply), body: answer ?? null });
        return answer;
      }),
    );
  }

  /** Only a failure that certainly rolled everything back frees the key; a lost connection may hide a commit. */
  private async afterFailure(actor: SignedInUser, key: string, error: unknown): Promise<never> {
    if (error instanceof Problem || isRefusal(error)) await this.repeated.release(actor, key);
    throw error;
  }
}

/** PostgreSQL itself said no. Without a code of its own, or when it was shutting down, the COMMIT may have gone through. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: unknown };
  return typeof code === 'string' && /^(?!08|57)[0-9A-Z]{5}$/.test(code);
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])));
}

/** Documents Idempotency-Key on a POST. */
export const TakesIdempotencyKey = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Any text of your own, best a UUID. A repeat within 24 hours gets the first answer again and changes nothing.',
      schema: { type: 'string', minLength: 8, maxLength: 200 },
    }),
  );
