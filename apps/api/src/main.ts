import 'reflect-metadata';
import { openResources } from '#domain/resources.js';
import { readConfig } from '#platform/config.js';
import { Log } from '#platform/logger.js';
import { announceReady, liveUntilStopped } from '#platform/process-life.js';
import { createApi } from './app.js';

const config = readConfig();
const log = Log.create(config.logLevel);
const { resources, close } = await openResources(config, log);
const app = await createApi({ resources, log, trustProxy: config.http.trustProxy });
await app.listen(config.http.port, config.http.host);
log.info('api.listening', { port: config.http.port });

announceReady();
liveUntilStopped({
  log,
  close: async () => {
    await app.close();
    await close();
  },
});
