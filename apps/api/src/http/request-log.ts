import type { FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '#platform/logger.js';

/**
 * One line per request, and one per failure. The route is logged as its pattern: a query string, a body, a header or
 * an error's text can name a client.
 */
export class RequestLog {
  constructor(private readonly log: Log) {}

  answered(request: FastifyRequest, reply: FastifyReply): void {
    this.log.info('http.answered', {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      officeId: request.actor?.officeId,
      userId: request.actor?.userId,
    });
  }

  failed(requestId: string, error: unknown): void {
    this.log.error('http.failed', { requestId }, error);
  }
}
