import type { Law, Version } from '#law/law.js';
import type { FilingEntry, VersionEntry } from '#law/law-file.js';
import type { Reason } from '#law/finding.js';
import type { Disposition } from '#law/person.js';
import type { ChargeRow } from '../convictions/charge-facts.js';
import type { Determination } from '../eligibility/determination.js';
import type { PacketCharge, PacketDetermination, PacketElement, PacketProvision, PacketReason } from './packet-input.js';

/** Text of a provision as a finding was made under it; null when the law on file no longer has that version. */
export function versionOf(law: Law, jurisdiction: string, provision: string, label: string | null): { title: string; version: Version } | null {
  const found = law.jurisdictions.get(jurisdiction)?.provisions.find((each) => each.entry.id === provision);
  const version = found?.versions.find((each) => each.label === label);
  return found && version ? { title: found.entry.title, version } : null;
}

const UNSAID = /^(none|unknown)\b/i;
const said = (text: string): string | null => (UNSAID.test(text) ? null : text);

/** The provision in the words of the papers. `elements` are those of the findings it is asked under. */
export function provisionOf(id: string, title: string, { entry, check }: Version, elements: readonly PacketElement[]): PacketProvision {
  const proof = typeof entry.proof === 'object' ? entry.proof : null;
  return {
    id,
    citation: entry.citation,
    title,
    remedy: entry.remedy,
    effect: said(entry.effect),
    elements,
    proof: { standard: proof ? said(proof.standard) : null, officialDocumentation: proof ? said(proof.official_documentation) : null },
    filing: filingOf(entry.filing),
    prosecutor: {
      served: typeof entry.prosecutor === 'object' ? known(entry.prosecutor.served) : entry.prosecutor === 'none' ? false : null,
      answerDays: entry.filing !== 'none' && typeof entry.filing.answer_days === 'number' ? entry.filing.answer_days : null,
    },
    hearing: said(entry.hearing),
    confidential: entry.papers === 'confidential',
    confidentialityNote: said(entry.confidentiality),
    confidence: entry.confidence,
    check: entry.papers === 'on-request' ? [...check, `The papers are kept from the public only when that is asked for: ${entry.confidentiality}.`] : check,
  };
}

function filingOf(filing: FilingEntry | 'none'): PacketProvision['filing'] {
  if (filing === 'none') return { court: null, form: null, feeUsd: null, feeWaivable: null, deadline: null };
  return {
    court: said(filing.court),
    form: said(filing.form),
    feeUsd: filing.fee_usd === 'none' ? 0 : filing.fee_usd === 'unknown' ? null : filing.fee_usd,
    feeWaivable: filing.fee_waivable === 'none' ? false : known(filing.fee_waivable),
    deadline: said(filing.deadline),
  };
}

function known(value: boolean | 'none' | 'unknown'): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/**
 * What has to be shown, and cannot be read off the record: the link between trafficking and offence, or, where the
 * provision asks for no link, having been trafficked.
 */
export function elementsOf(because: readonly Reason[], entry: VersionEntry): PacketElement[] {
  const nexus = because.filter((reason) => reason.condition === 'nexus');
  const asked = nexus.length > 0 ? nexus : because.filter((reason) => reason.condition === 'survivor');
  const elements = new Map(asked.flatMap((reason) => (reason.value === null ? [] : [[reason.value, reason] as const])));
  const [only] = [...elements.values()];
  if (!only?.value) return [];
  const text = [...elements.keys()].join('; or ');
  return [{ id: only.condition, text, citation: bareCitation(only.citation) ?? entry.citation }];
}

/** The law data explains some citations in brackets, for the office; a paper cites only. Brackets of a subsection have no space in them. */
export function bareCitation(citation: string | null): string | null {
  return citation?.replace(/\s\([^()]*\s[^()]*\)$/, '') ?? null;
}

/** Conditions that a paper can state in a sentence. The rest is in the list of charges, or is the engine's own bookkeeping. */
const SENTENCES: Readonly<Record<string, (reason: Reason) => string | null>> = {
  wait: ({ value, from }) => {
    const length = /^(.+?) after /.exec(value ?? '')?.[1];
    return length && length !== 'no wait' && from ? `the waiting period of ${length} was over on ${from}` : null;
  },
  within: ({ to }) => (to ? `the time to file runs through ${to}` : null),
  'no-pending-charges': () => 'no charge that would stand in the way is pending',
  paid: ({ value }) => (value?.startsWith('nothing owed (all)') ? 'no fine, fee or restitution is owed' : value?.startsWith('nothing owed (restitution)') ? 'no restitution is owed' : null),
};

/** The reasons of a finding that papers may give, as sentences. Only what holds is said. */
export function reasonsOf(charge: string, because: readonly Reason[]): PacketReason[] {
  return because.flatMap((reason) => {
    const value = reason.holds === true && Object.hasOwn(SENTENCES, reason.condition) ? (SENTENCES[reason.condition]?.(reason) ?? null) : null;
    return value === null ? [] : [{ charge, condition: reason.condition, holds: true, value, citation: bareCitation(reason.citation) }];
  });
}

/** The signed decisions on the chosen charges as one: each statement once; those about no element are background. */
export function determinationOf(
  signed: readonly Determination[],
  attorney: string,
  confirmedOn: string,
  elements: readonly PacketElement[],
): PacketDetermination {
  const ids = new Set(elements.map((element) => element.id));
  const statements = new Map(
    signed
      .flatMap((determination) => determination.statements)
      .map(({ element, text, basis }) => {
        const statement = { element: element !== null && ids.has(element) ? element : null, text, basis };
        return [JSON.stringify(statement), statement];
      }),
  );
  return { confirmedOn, attorney, statements: [...statements.values()] };
}

const DISPOSITIONS: { readonly [disposition in Disposition]: string } = {
  convicted: 'convicted',
  'adjudication-withheld': 'adjudication withheld',
  deferred: 'deferred',
  diverted: 'diverted',
  dismissed: 'dismissed',
  'dismissed-with-prejudice': 'dismissed with prejudice',
  'nolle-prosequi': 'nolle prosequi',
  acquitted: 'acquitted',
  'not-charged': 'no charge filed',
  'juvenile-adjudicated': 'adjudicated in juvenile court',
  pending: 'pending',
  vacated: 'vacated',
};

/** A charge as papers name it. `docket` is its number, opened. */
export function packetCharge(charge: ChargeRow, docket: string | null): PacketCharge {
  return {
    id: charge.id,
    docket,
    count: String(charge.count),
    offenceTitle: charge.title,
    citation: charge.citation,
    grade: gradeInWords(charge.grade),
    offenceDate: charge.offenceDate,
    arrestDate: charge.arrestDate,
    arrestingAgency: null,
    disposition: charge.disposition && DISPOSITIONS[charge.disposition],
    dispositionDate: charge.dispositionDate,
    sentence: sentenceInWords(charge),
    sentencedOn: charge.sentencedOn,
    sentenceCompletedOn: charge.sentenceCompletedOn,
  };
}

/** 'misdemeanor-B' → 'class B misdemeanor', 'felony-third-degree' → 'third-degree felony', 'gross-misdemeanor' → 'gross misdemeanor'. */
export function gradeInWords(grade: string | null): string | null {
  if (grade === null) return null;
  const [, kind, degree] = /^(felony|misdemeanor|violation|infraction)-(.+)$/.exec(grade) ?? [];
  if (!kind || !degree) return grade.replaceAll('-', ' ');
  return /^[A-Z0-9]{1,3}$/.test(degree) ? `class ${degree} ${kind}` : `${degree} ${kind}`;
}

/** The sentence as far as it is known; null when nothing of it is. */
export function sentenceInWords(charge: Pick<ChargeRow, 'incarcerated' | 'jailDays' | 'probation' | 'fineUsd' | 'feesUsd' | 'restitutionUsd'>): string | null {
  const money = (what: string, usd: number | null): string[] => (usd === null || usd === 0 ? [] : [`${what} of $${usd.toFixed(2)}`]);
  const parts = [
    ...(charge.jailDays !== null && charge.jailDays > 0 ? [`${charge.jailDays} ${charge.jailDays === 1 ? 'day' : 'days'} in custody`] : charge.incarcerated === true ? ['incarceration'] : []),
    ...(charge.probation === true ? ['probation'] : []),
    ...money('fine', charge.fineUsd),
    ...money('fees', charge.feesUsd),
    ...money('restitution', charge.restitutionUsd),
  ];
  return parts.length > 0 ? parts.join('; ') : null;
}
