import 'reflect-metadata';
import { Controller, Get, Module, Param, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { createApi } from '../apps/api/src/app.js';
import { testResources } from '../test/resources.js';
import { createDataSource } from '#db/data-source.js';
import { Database } from '#db/transaction.js';
import { SessionSettings } from '#domain/access/access-tokens.js';
import { Clock } from '#platform/clock.js';
import { Log } from '#platform/logger.js';

/**
 * One server per process, as the bench forks it: the API, or the bare one that replays the API's own SQL. The first
 * message says which; each further one is answered with the CPU time used so far.
 */

export const POOL = 10;

/** What one request of the API sent to PostgreSQL, and the ids it made for new rows. */
export interface Recorded {
  statements: { text: string; values: unknown[] }[];
  fresh: string[];
}

export interface ServerOrder {
  kind: 'api' | 'bare';
  url: string;
  /** By client id for the record, by docket id for a new charge. */
  recorded: Record<string, Recorded>;
}

async function api(url: string): Promise<NestFastifyApplication> {
  const source = createDataSource({ url, poolSize: POOL });
  await source.initialize();
  const resources = { ...testResources({ db: new Database(source), appUrl: url }), clock: new Clock(), sessions: new SessionSettings(60, 14) };
  return createApi({ resources, log: Log.create('info'), trustProxy: false });
}

/** No sign-in, no checks, no keys, no views: the statements in their order, and the rows as JSON. */
function bareController(pool: pg.Pool, recorded: Record<string, Recorded>): Type {
  const replay = async (key: string): Promise<unknown[]> => {
    const { statements, fresh } = recorded[key] ?? { statements: [], fresh: [] };
    const ids = fresh.map((id) => [id, uuidv7()] as const);
    const renew = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(renew);
      return typeof value === 'string' ? ids.reduce((text, [old, id]) => text.replaceAll(old, id), value) : value;
    };
    const client = await pool.connect();
    try {
      const answers: unknown[] = [];
      for (const { text, values } of statements) answers.push((await client.query(text, values.map(renew))).rows);
      return answers;
    } finally {
      client.release();
    }
  };

  @Controller()
  class BareController {
    @Get('clients/:id/record')
    record(@Param('id') id: string): Promise<unknown> {
      return replay(id);
    }

    // The body is parsed by Fastify, and that is all.
    @Post('dockets/:id/charges')
    charge(@Param('id') id: string): Promise<unknown> {
      return replay(id);
    }
  }
  return BareController;
}

async function bare(url: string, recorded: Record<string, Recorded>): Promise<NestFastifyApplication> {
  pg.types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);
  // Sealed bytes leave as they are kept in the answer of the API: as text.
  pg.types.setTypeParser(pg.types.builtins.BYTEA, (text: string) => text);
  const pool = new pg.Pool({ connectionString: url, max: POOL });

  @Module({ controllers: [bareController(pool, recorded)] })
  class BareModule {}
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
  await app.init();
  return app;
}

process.once('message', (order: ServerOrder) => {
  void (async () => {
    const app = await (order.kind === 'api' ? api(order.url) : bare(order.url, order.recorded));
    await app.listen(0, '127.0.0.1');
    process.send?.(await app.getUrl());
    process.on('message', () => process.send?.(process.cpuUsage()));
    process.once('disconnect', () => process.exit(0));
  })();
});
