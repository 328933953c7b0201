import { existsSync } from 'node:fs';

/** Gives the tests a PostgreSQL server: the one of TEST_PG_URL (a superuser's URL), or an embedded one for this run. */
export default async function setUp() {
  if (process.env.TEST_PG_URL) return;
  const built = new URL('../dist/libs/platform/embedded-postgres.js', import.meta.url);
  if (!existsSync(built)) throw new Error('Build first ("npm run build"), or run "npm test", which does.');
  const { startEmbeddedPostgres } = await import(built.href);
  const server = await startEmbeddedPostgres({ persistent: false });
  process.env.TEST_PG_URL = server.superuserUrl;
  globalThis.testServer = server;
}
