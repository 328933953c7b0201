import type { OfficeTx } from '#db/transaction.js';
import { dateIn } from '#platform/clock.js';
import type { Vault, Sealer } from '../access/vault.js';
import type { ClientIdentity } from '../clients/client-facts.js';
import { loadAliases } from '../clients/client-names.js';
import { CHARGE_COLUMNS, type ChargeRow } from '../convictions/charge-facts.js';
import type { LawBook } from '../convictions/law-book.js';
import { standingDeterminations, type Determination } from '../eligibility/determination.js';
import { findingsOfCheck, loadCheck, type StoredFinding } from '../eligibility/stored-check.js';
import type { Reason } from '#law/finding.js';
import { determinationOf, elementsOf, packetCharge, provisionOf, reasonsOf, versionOf } from './packet-facts.js';
import type { PacketInput, PacketOffice, PacketParty } from './packet-input.js';
import { policyOnPetition } from './packet-policy.js';

/** What the drafter says of the filing beyond the record: sealed JSON of `packets.setting`. Null: as the docket has it, or not known. */
export interface PacketSetting {
  court: { name: string | null; county: string | null; division: string | null };
  served: PacketParty[];
  hearing: { date: string | null; time: string | null; place: string | null } | null;
  /** Name the client by initials; null = as the provision has it. */
  initials: boolean | null;
}

/** A charge that may be filed for: the law's open road and the attorney's word on it. */
export interface ConfirmedCharge {
  finding: StoredFinding;
  because: readonly Reason[];
  determination: Determination;
}

/** Why a charge cannot be filed for, in words for the person who chose it. */
export interface NotConfirmed {
  chargeId: string;
  why: string;
}

/**
 * The chosen charges as the latest check and the attorney's standing decisions have them. What was confirmed once and
 * is no longer so (another answer since, or the attorney's change of mind) is not confirmed.
 */
export async function confirmedCharges(
  tx: OfficeTx,
  sealer: Sealer,
  clientId: string,
  provision: string,
  chargeIds: readonly string[],
): Promise<{ confirmed: ConfirmedCharge[]; problems: NotConfirmed[] }> {
  const [standing] = await tx.query<{ check_id: string }>('SELECT check_id FROM client_standings WHERE client_id = $1', [clientId]);
  const check = standing ? await loadCheck(tx, sealer, standing.check_id) : null;
  const findings = check ? (await findingsOfCheck(tx, check.id)).filter((each) => each.provision === provision) : [];
  const decided = await standingDeterminations(tx, sealer, findings, check?.because ?? {});
  const confirmed: ConfirmedCharge[] = [];
  const problems: NotConfirmed[] = [];
  for (const chargeId of chargeIds) {
    const finding = findings.find((each) => each.charge === chargeId);
    const determination = finding ? decided.get(finding.id) : undefined;
    const why = !finding
      ? 'the latest check has no finding of this provision for it'
      : finding.result !== 'eligible' && finding.result !== 'attorney-decides'
        ? `the latest finding says "${finding.result}"`
        : finding.process !== 'petition'
          ? `the provision is not a petition: its process is "${finding.process}"`
          : !determination
            ? 'no attorney has confirmed the latest finding'
            : determination.decision === 'rejected'
              ? 'an attorney has rejected the finding'
              : null;
    if (why !== null) problems.push({ chargeId, why });
    else if (finding && determination) confirmed.push({ finding, because: check?.because[finding.id] ?? [], determination });
  }
  return { confirmed, problems };
}

export interface PacketOfRow {
  clientId: string;
  jurisdiction: string;
  provision: string;
  dated: string;
  setting: PacketSetting;
}

/**
 * Everything the papers of a packet are drawn up from, as it stands now, by the law as the office reads it. Null when
 * that no longer has the text that the findings were made under.
 */
export async function draftInput(
  tx: OfficeTx,
  vault: Vault,
  { law }: Pick<LawBook, 'law'>,
  sealer: Sealer,
  packet: PacketOfRow,
  confirmed: readonly ConfirmedCharge[],
): Promise<PacketInput | null> {
  const { clientId, setting } = packet;
  const text = versionOf(law, packet.jurisdiction, packet.provision, confirmed[0]?.finding.version ?? null);
  const sameText = confirmed.every(({ finding }) => finding.version === confirmed[0]?.finding.version);
  if (!text || !sameText) return null;
  const [client] = await tx.query<{ identity: Buffer; languages: string[] }>('SELECT identity, languages FROM clients WHERE id = $1', [clientId]);
  if (!client) return null;
  const { legalName } = sealer.openJson<ClientIdentity>(`clients.identity:${clientId}`, client.identity);
  const aliases = await loadAliases(tx, new Map([[clientId, sealer]]));
  const dockets = await tx.query<{ id: string; number: Buffer | null; county: string | null; court: string | null }>(
    'SELECT id, number, county, court FROM dockets WHERE client_id = $1 AND struck_at IS NULL',
    [clientId],
  );
  const charges = await tx.query<ChargeRow>(
    `SELECT ${CHARGE_COLUMNS} FROM charges c JOIN dockets d ON d.id = c.docket_id
     WHERE c.client_id = $1 AND c.struck_at IS NULL AND d.struck_at IS NULL ORDER BY d.created_at, d.id, c.count_number`,
    [clientId],
  );
  const numbers = new Map(dockets.map((docket) => [docket.id, docket.number && sealer.open(`dockets.number:${docket.id}`, docket.number)]));
  const shown = (charge: ChargeRow) => packetCharge(charge, numbers.get(charge.docketId) ?? null);
  const chosenIds = new Set(confirmed.map(({ finding }) => finding.charge));
  const chosen = charges.filter((charge) => chosenIds.has(charge.id));
  const docket = dockets.find((each) => each.id === chosen[0]?.docketId);
  const elements = elementsOf(confirmed.flatMap(({ because }) => because), text.version.entry);
  const said = provisionOf(packet.provision, text.title, text.version, elements);
  // a correction of another version may have brought this one into play: the finding names it, the version does not
  const resting = confirmed.flatMap(({ finding }) => (finding.office.some((mark) => mark.kind === 'correction') ? finding.check : []));
  const newest = confirmed.map(({ determination }) => determination).sort((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime())[0];
  if (!newest) return null;
  const { office, timeZone } = await officeOf(tx, vault, newest.decidedBy);
  return {
    date: packet.dated,
    office,
    client: {
      legalName,
      aliases: aliases.get(clientId) ?? [],
      initials: setting.initials,
      needsInterpreter: client.languages.length === 0 ? null : !client.languages.some((language) => /^en\b/i.test(language)),
    },
    court: {
      jurisdiction: packet.jurisdiction,
      jurisdictionName: law.jurisdictions.get(packet.jurisdiction)?.file.name ?? packet.jurisdiction,
      name: setting.court.name ?? docket?.court ?? null,
      county: setting.court.county ?? docket?.county ?? null,
      division: setting.court.division,
    },
    provision: { ...said, check: [...new Set([...resting, ...said.check])] },
    charges: chosen.map(shown),
    otherCharges: charges.filter((charge) => !chosenIds.has(charge.id)).map(shown),
    because: confirmed.flatMap(({ finding, because }) => reasonsOf(finding.charge, because)),
    determination: determinationOf(
      confirmed.map(({ determination }) => determination),
      office.attorney.name ?? '',
      dateIn(timeZone, newest.decidedAt),
      elements,
    ),
    policy: await policyOnPetition(tx, sealer, law, { clientId, jurisdiction: packet.jurisdiction, provision: packet.provision, dated: packet.dated, charges: chosen.map((charge) => charge.id) }),
    served: setting.served,
    hearing: setting.hearing,
  };
}

/** The office as papers name it, with the attorney who confirmed. */
async function officeOf(tx: OfficeTx, vault: Vault, attorneyId: string): Promise<{ office: PacketOffice; timeZone: string }> {
  const [office] = await tx.query<{ name: string; address: string | null; phone: string | null; email: string | null; time_zone: string }>(
    'SELECT name, address, phone, email, time_zone FROM offices WHERE id = $1',
    [tx.officeId],
  );
  const [attorney] = await tx.query<{ name: Buffer; bar_number: Buffer | null }>('SELECT name, bar_number FROM users WHERE id = $1', [attorneyId]);
  if (!office) throw new Error('the office went away inside its own transaction');
  const sealer = await vault.office(tx);
  return {
    timeZone: office.time_zone,
    office: {
      name: office.name,
      address: (office.address ?? '').split('\n').flatMap((line) => line.trim() || []),
      phone: office.phone,
      email: office.email,
      attorney: {
        name: attorney ? sealer.open(`users.name:${attorneyId}`, attorney.name) : null,
        barNumber: attorney?.bar_number ? sealer.open(`users.bar_number:${attorneyId}`, attorney.bar_number) : null,
      },
    },
  };
}
