import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '#domain/access/actor.js';
import { LawBook } from '#domain/convictions/law-book.js';
import type { ChargeFacts } from '#domain/convictions/charge-facts.js';
import { DocketsService } from '#domain/convictions/dockets.service.js';
import { EligibilityService } from '#domain/eligibility/eligibility.service.js';
import { FindingsService, type FindingView } from '#domain/eligibility/findings.service.js';
import { compileLaw } from '#law/law.js';
import type { LawFile, ProvisionEntry, VersionEntry, Words } from '#law/law-file.js';
import type { Person } from '#law/person.js';
import type { TestDatabase } from './database.js';
import { testVault } from './factories.js';

export const NOW = new Date('2026-11-21T15:00:00Z');
export const TODAY = '2026-11-21';

export const QUESTION = 'Would clearing this charge serve the interest of justice?';

function provision(id: string, when: Words, over: Partial<VersionEntry> = {}): ProvisionEntry {
  return {
    id,
    title: `Road ${id}`,
    who: 'anyone',
    versions: [
      {
        from: '2000-01-01',
        to: null,
        enacted: '1999-06-01',
        citation: `Test Code § ${id}`,
        remedy: 'sealing',
        process: 'petition',
        effect: 'the record is closed to the public',
        who_sees: 'courts',
        when,
        grants: 'may',
        proof: { standard: 'preponderance', official_documentation: 'considered' },
        filing: { court: 'court of the judgment', form: 'none', fee_usd: 95, fee_waivable: true, deadline: 'none', serve: 'District Attorney', answer_days: 30 },
        prosecutor: { served: true, consent_required: false, can_object: true },
        hearing: 'if-opposed',
        confidentiality: 'papers are confidential',
        papers: 'confidential',
        confidence: 'high',
        check: ['Read the section first.'],
        sources: [1],
        ...over,
      },
    ],
  };
}

/** The roads of the test law, by their lengths in years; `byItself: null` leaves the automatic one out. */
export function waiting({ years, window, byItself }: { years: number; window: number; byItself: number | null }): Pick<LawFile, 'provisions'> {
  return {
    provisions: [
      provision('t-wait', { wait: { years, after: 'sentence-completion' } }),
      provision('t-window', { within: { years: window, after: 'disposition' } }, { remedy: 'dismissal' }),
      provision('t-survivor', { all: [{ survivor: { kinds: ['sex', 'labor'] } }, { nexus: 'took part in the offence as a result of having been trafficked' }] }, { remedy: 'vacatur' }),
      provision('t-justice', { all: [{ disposition: ['dismissed'] }, { question: { id: 'tJustice', ask: QUESTION } }] }, { remedy: 'expungement' }),
      ...(byItself === null ? [] : [provision('t-by-itself', { wait: { years: byItself, after: 'sentence-completion' } }, { process: 'automatic', filing: 'none' })]),
    ],
  };
}

function lawFile(over: Partial<LawFile> = {}): LawFile {
  return {
    jurisdiction: 'NY',
    name: 'New York',
    as_of: TODAY,
    codes: [{ name: 'N.Y. Penal Law', also: ['Penal Law', 'PL'], sex_work: ['230.', '240.37'] }],
    offences: [
      { citation: 'N.Y. Penal Law § 230.00', title: 'Prostitution', conduct: 'selling', grade: 'misdemeanor-B', from: null, to: null, sources: 'knowledge' },
    ],
    ...waiting({ years: 3, window: 1, byItself: 8 }),
    prosecutor_policies: [],
    reform: [],
    help: [],
    absent: [],
    sources: { 1: { title: 'Test Code' } },
    ...over,
  };
}

/**
 * Law of one jurisdiction with a road of each kind, so that what services do does not depend on what a real statute
 * says this year. `over` changes the file, and so the law's hash.
 */
export function lawOfTests(over: Partial<LawFile> = {}): LawBook {
  return new LawBook(compileLaw({ facts: {}, personSchema: {}, files: [lawFile(over)] }));
}

export interface TestClient {
  clientId: string;
  chargeIds: string[];
}

export interface ClientOptions {
  facts?: Partial<Person>;
  identity?: Record<string, unknown>;
  languages?: string[];
  jurisdiction?: string;
  number?: string;
  arrest?: string | null;
  charges?: Partial<ChargeFacts>[];
}

/** Convicted 2012, sentence done 2012-07-10. */
export const OLD_CONVICTION: Partial<ChargeFacts> = {
  citation: 'PL 230.00',
  title: 'Prostitution',
  conduct: 'selling',
  grade: 'misdemeanor-B',
  offenceDate: '2012-05-02',
  disposition: 'convicted',
  dispositionDate: '2012-06-10',
  sentencedOn: '2012-06-10',
  sentenceCompletedOn: '2012-07-10',
  moneyOwed: 0,
};

/** A client with a record, entered as the office would enter it. */
export async function makeRecord({ db }: TestDatabase, actor: Actor, law: LawBook, options: ClientOptions = {}): Promise<TestClient> {
  const clientId = uuidv7();
  const identity = { legalName: 'Ines Okafor-Vale', preferredName: null, pronouns: null, birthDate: '1990-05-01', identifiers: {}, ...options.identity };
  await db.inOffice({ officeId: actor.officeId }, async (tx) => {
    await tx.query('INSERT INTO clients (id, office_id, identity, facts, languages) VALUES ($1, $2, $3, $3, $4)', [
      clientId,
      actor.officeId,
      Buffer.alloc(0),
      options.languages ?? [],
    ]);
    const sealer = await testVault.newClient(tx, clientId);
    await tx.query('UPDATE clients SET identity = $2, facts = $3 WHERE id = $1', [
      clientId,
      sealer.sealJson(`clients.identity:${clientId}`, identity),
      sealer.sealJson(`clients.facts:${clientId}`, options.facts ?? {}),
    ]);
  });
  const charges = options.charges ?? [OLD_CONVICTION];
  if (charges.length === 0) return { clientId, chargeIds: [] };
  const docket = await new DocketsService(db, testVault, law).create(
    actor,
    clientId,
    {
      jurisdiction: options.jurisdiction ?? 'NY',
      county: 'Kings',
      court: 'Criminal Court of the City of New York',
      number: options.number ?? '2012KN-001234',
      arrest: options.arrest === undefined ? 'K12600001' : options.arrest,
      source: 'rap sheet',
      charges: charges.map((facts, index) => ({ count: index + 1, facts })),
    },
    NOW,
  );
  return { clientId, chargeIds: docket.charges.map((charge) => charge.id) };
}

/** Checks a client and gives the findings of the latest check. */
export async function checked({ db }: TestDatabase, actor: Actor, law: LawBook, clientId: string, now = NOW): Promise<FindingView[]> {
  await new EligibilityService(db, testVault, law).check(actor, { clientId, reason: 'asked' }, now);
  return (await new FindingsService(db, testVault, law).ofClient(actor, clientId)).findings;
}
