import 'reflect-metadata';
import { testVault } from '../test/factories.js';
import { createDataSource } from '#db/data-source.js';
import { Database } from '#db/transaction.js';
import { jobActor } from '#domain/access/actor.js';
import { LawBook } from '#domain/convictions/law-book.js';
import { LawSweepsService } from '#domain/eligibility/law-sweeps.service.js';
import { lawBeforeAndAfter } from './sweep-law.js';

/** A worker process of `bench/sweep.ts`: handles one page a message with the service that the worker app uses, and says when it is done. */
export type SweepPage = { sweepId: string; first: string; last: string };

const [url, officeId, now] = process.argv.slice(2) as [string, string, string];
const source = await createDataSource({ url, poolSize: 4 }).initialize();
const sweeps = new LawSweepsService(new Database(source), testVault, new LawBook(lawBeforeAndAfter().after));
const before = process.cpuUsage();
process.on('message', (page: SweepPage) => {
  void sweeps.page(jobActor(officeId, null), page, new Date(now), { progress: () => undefined }).then(() => process.send!({ done: process.cpuUsage(before) }));
});
process.on('disconnect', () => process.exit(0));
process.send!({ ready: true });
