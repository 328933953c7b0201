import type { OfficeTx } from '#db/transaction.js';
import type { Charge, Person } from '#law/person.js';
import type { Sealer } from '../access/vault.js';
import type { ClientFacts, ClientIdentity } from '../clients/client-facts.js';
import { CHARGE_COLUMNS, type ChargeRow } from '../convictions/charge-facts.js';

export interface ClientOfRecord {
  id: string;
  birthDate: string | null;
  facts: ClientFacts;
}

export interface DocketOfRecord {
  id: string;
  jurisdiction: string;
  county: string | null;
  court: string | null;
  /** The arrest's own number: read only to see which dockets came out of one arrest. */
  arrest: string | null;
}

/**
 * The person as the law is asked about them. Charges keep the order given. Dockets and arrests appear by ids of rows,
 * never by their numbers: what is kept with a finding must not find a client in a court's public search.
 */
export function personOf(client: ClientOfRecord, dockets: readonly DocketOfRecord[], charges: readonly ChargeRow[]): Person {
  const docketOf = new Map(dockets.map((docket) => [docket.id, docket]));
  const arrests = new Map<string, string>();
  for (const { id, arrest } of [...dockets].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (arrest !== null && !arrests.has(arrest)) arrests.set(arrest, id);
  }
  const { trafficking, recordComplete, pendingCharges, openWarrants, firstOffender, earlierRelief, facts } = client.facts;
  return {
    id: client.id,
    birthDate: client.birthDate,
    trafficking: trafficking ?? null,
    recordComplete: recordComplete ?? null,
    pendingCharges: pendingCharges ?? null,
    openWarrants: openWarrants ?? null,
    firstOffender: firstOffender ?? null,
    earlierRelief: earlierRelief ?? null,
    facts: facts ?? null,
    charges: charges.map((charge) => {
      const docket = docketOf.get(charge.docketId);
      const arrest = docket?.arrest ?? null;
      return chargeOf(charge, docket ?? null, arrest === null ? null : (arrests.get(arrest) ?? null));
    }),
  };
}

function chargeOf(row: ChargeRow, docket: DocketOfRecord | null, arrest: string | null): Charge {
  return {
    id: row.id,
    docket: row.docketId,
    arrest,
    jurisdiction: docket?.jurisdiction ?? null,
    county: docket?.county ?? null,
    court: docket?.court ?? null,
    offence: { citation: row.citation, title: row.title, conduct: row.conduct },
    grade: row.grade,
    role: row.role,
    arrestCharge: row.arrestCharge,
    firstChargedAs: row.firstChargedAs,
    offenceDate: row.offenceDate,
    arrestDate: row.arrestDate,
    chargedOn: row.chargedOn,
    disposition: row.disposition,
    dispositionDate: row.dispositionDate,
    sentencedOn: row.sentencedOn,
    incarcerated: row.incarcerated,
    jailDays: row.jailDays,
    releasedOn: row.releasedOn,
    probation: row.probation,
    probationEndedOn: row.probationEndedOn,
    finalDischargeOn: row.finalDischargeOn,
    programCompletedOn: row.programCompletedOn,
    sentenceCompletedOn: row.sentenceCompletedOn,
    moneyOwed: row.moneyOwed,
    restitutionOwed: row.restitutionOwed,
    moneyPaidOn: row.moneyPaidOn,
    traffickingNexus: row.traffickingNexus,
    coerced: row.coerced,
    violent: row.violent,
    weapon: row.weapon,
    bodilyInjury: row.bodilyInjury,
    minorVictim: row.minorVictim,
    registrationRequired: row.registrationRequired,
    prosecutorConsents: row.prosecutorConsents,
    allChargesOfCaseEnded: row.allChargesOfCaseEnded,
    clearedOn: row.clearedOn,
    facts: row.facts,
  };
}

/** Loads the records of some clients as they stand in this transaction and makes each the person the law is asked about. In the order of the keys given. */
export async function loadPersons(tx: OfficeTx, sealers: ReadonlyMap<string, Sealer>): Promise<Map<string, Person>> {
  const ids = [...sealers.keys()];
  const clients = await tx.query<{ id: string; identity: Buffer; facts: Buffer }>('SELECT id, identity, facts FROM clients WHERE id = ANY ($1)', [ids]);
  const dockets = await tx.query<Omit<DocketOfRecord, 'arrest'> & { arrest: Buffer | null; clientId: string }>(
    `SELECT id, client_id AS "clientId", jurisdiction, county, court, arrest FROM dockets WHERE client_id = ANY ($1) AND struck_at IS NULL`,
    [ids],
  );
  const charges = await tx.query<ChargeRow & { ownerId: string }>(
    `SELECT c.client_id AS "ownerId", ${CHARGE_COLUMNS} FROM charges c JOIN dockets d ON d.id = c.docket_id
     WHERE c.client_id = ANY ($1) AND c.struck_at IS NULL AND d.struck_at IS NULL ORDER BY d.created_at, d.id, c.count_number`,
    [ids],
  );
  const rows = new Map(clients.map((client) => [client.id, client]));
  const docketsOf = grouped(dockets, (docket) => docket.clientId);
  const chargesOf = grouped(charges, (charge) => charge.ownerId);
  return new Map(
    ids.map((clientId) => {
      const client = rows.get(clientId);
      const sealer = sealers.get(clientId);
      if (!client || !sealer) throw new Error(`client ${clientId} went away inside a transaction that holds its row`);
      const { birthDate } = sealer.openJson<ClientIdentity>(`clients.identity:${clientId}`, client.identity);
      const facts = sealer.openJson<ClientFacts>(`clients.facts:${clientId}`, client.facts);
      const opened = (docketsOf.get(clientId) ?? []).map((docket) => ({ ...docket, arrest: docket.arrest && sealer.open(`dockets.arrest:${docket.id}`, docket.arrest) }));
      return [clientId, personOf({ id: clientId, birthDate: birthDate ?? null, facts }, opened, chargesOf.get(clientId) ?? [])];
    }),
  );
}

/** As `loadPersons`, of one client. */
export async function loadPerson(tx: OfficeTx, sealer: Sealer, clientId: string): Promise<Person> {
  return (await loadPersons(tx, new Map([[clientId, sealer]]))).get(clientId)!;
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const those = groups.get(keyOf(row));
    if (those) those.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
