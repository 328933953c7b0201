import supertest from 'supertest';
import { createApi } from '../apps/api/src/app.js';
import { AccessTokens, SessionSettings, type SignedInUser } from '#domain/access/access-tokens.js';
import type { Role } from '#domain/access/actor.js';
import type { DomainResources } from '#domain/domain.module.js';
import { Clock } from '#platform/clock.js';
import { Log } from '#platform/logger.js';
import type { TestDatabase } from './database.js';
import { testVault, type TestOffice } from './factories.js';
import { testResources } from './resources.js';

export const TEST_NOW = new Date('2026-11-21T15:00:00Z');

/** Stands still until it is moved. */
export class FixedClock extends Clock {
  constructor(private at: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.at);
  }

  moveTo(at: Date): void {
    this.at = at;
  }
}

type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
/** Requests of one caller; `attorney.post('/clients').send(…)`. */
export type Caller = { readonly [method in Method]: (path: string) => supertest.Test };

export interface TestApi {
  url: string;
  clock: FixedClock;
  /** Every line the API logged so far, as JSON. */
  logged: string[];
  /** Nobody is signed in. */
  http: Caller;
  /** With any bearer token. */
  with(token: string): Caller;
  /** The factory's user of this role in this office, with a fresh access token. */
  as(office: TestOffice, role: Role): Promise<Caller>;
  token(user: SignedInUser): Promise<string>;
  close(): Promise<void>;
}

/**
 * The API as production runs it, on a port of its own, over a test database and a clock that stands still. `other`
 * replaces what it stands on, e.g. the law.
 */
export async function startApi(test: TestDatabase, other: Partial<DomainResources> = {}): Promise<TestApi> {
  const clock = new FixedClock(TEST_NOW);
  const sessions = new SessionSettings(10, 14);
  const tokens = new AccessTokens(testVault, sessions);
  const logged: string[] = [];
  const app = await createApi({
    resources: { ...testResources(test), clock, sessions, ...other },
    log: Log.create('debug', { write: (line: string) => void logged.push(line) }),
    trustProxy: false,
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const agent = supertest(url);
  const caller = (token: string | null): Caller => {
    const on = (method: Method) => (path: string) => {
      const request = agent[method](path);
      return token === null ? request : request.set('Authorization', `Bearer ${token}`);
    };
    return { get: on('get'), post: on('post'), patch: on('patch'), put: on('put'), delete: on('delete') };
  };
  const token = (user: SignedInUser): Promise<string> => tokens.issue(user, clock.now());
  return {
    url,
    clock,
    logged,
    http: caller(null),
    with: caller,
    token,
    as: async (office, role) => caller(await token((await office.as(role)) as SignedInUser)),
    close: () => app.close(),
  };
}
