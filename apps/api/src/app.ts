import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Problem } from '#domain/access/errors.js';
import type { DomainResources } from '#domain/domain.module.js';
import { NestLog, type Log } from '#platform/logger.js';
import { ApiModule } from './api.module.js';
import { serveDocs } from './docs/docs.js';
import { requireModestBody } from './http/body-shape.js';
import { RequestLog } from './http/request-log.js';
import { strictValidation } from './http/validation.js';

const BODY_LIMIT = 1024 * 1024;

export interface ApiOptions {
  /** What the domain stands on: database, keys, clock … */
  resources: DomainResources;
  log: Log;
  /** Whose word about the caller's address is taken; see Fastify's trustProxy. */
  trustProxy: boolean | number | string[];
}

/**
 * The whole API, initialised and not yet listening: main and the tests start from here alike. Closing it waits for
 * requests under way; the resources stay open, they are the caller's.
 */
export async function createApi({ resources, log, trustProxy }: ApiOptions): Promise<NestFastifyApplication> {
  const requestLog = new RequestLog(log);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: typeof trustProxy === 'number' ? (_, hop) => hop < trustProxy : trustProxy,
    // The caller's own request id would go into our log as it stands.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 100 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(resources, requestLog), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    // Fastify's own JSON parser refuses prototypes put into a body; Nest's would let forms in as well.
    bodyParser: false,
  });
  app.useGlobalPipes(strictValidation());
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { after }) => new Problem('too-many', `Try again in ${after}`),
  });
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  });
  server.addHook('preValidation', async (request) => requireModestBody(request.body));
  server.addHook('onResponse', async (request, reply) => requestLog.answered(request, reply));
  serveDocs(app);
  await app.init();
  await server.ready();
  return app;
}
