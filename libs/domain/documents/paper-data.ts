import type { PacketCharge, PacketInput, PacketReason } from './packet-input.js';
import type { PaperSource } from './paper-forms.js';
import { americanLegal, printable } from './paper-text.js';

/** What a template sees. Names are those an attorney reads in a template: `{{ client.name }}`, `{{ provision.citation }}`. */
export interface PaperData {
  readonly [name: string]: unknown;
  readonly title: string;
  readonly dockets: readonly (string | null)[];
}

const law = (value: string | null): string | null => (value === null ? null : americanLegal(value));

/** Papers name the client by initials: asked for, or the provision keeps its papers confidential and nobody said otherwise. */
export function byInitials(input: PacketInput): boolean {
  return input.client.initials ?? input.provision.confidential;
}

/** 'María de la Cruz-Ortiz' → 'M.C.': first letter of the first and of the last word. */
export function initialsOf(name: string): string {
  const words = printable(name)
    .split(/[\s]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+/u, ''))
    .filter((word) => word !== '');
  const first = words[0] ?? '';
  const last = words.length > 1 ? words[words.length - 1]! : '';
  return [first, last.split('-')[0]!]
    .filter((word) => word !== '')
    .map((word) => `${[...word][0]!.toUpperCase()}.`)
    .join('');
}

/** Docket numbers of the chosen charges, each once; null stands for "not known". */
export function docketsOf(charges: readonly PacketCharge[]): (string | null)[] {
  return [...new Set(charges.map((charge) => charge.docket))];
}

/**
 * Lines of the finding that may be printed: those that hold, say something, belong to a chosen charge and name no other charge of
 * the client. A condition about the whole record can quote a charge that is not part of this filing.
 */
export function printableReasons(input: PacketInput): { reasons: PacketReason[]; leftOut: number } {
  const chosen = new Set(input.charges.map((charge) => charge.id));
  const known = new Set(input.charges.flatMap((charge) => [charge.docket, charge.citation]));
  const marks = input.otherCharges
    .flatMap((charge) => [charge.docket, charge.citation])
    .filter((mark): mark is string => mark !== null && mark.length > 3 && !known.has(mark))
    .concat(input.otherCharges.map((charge) => charge.id).filter((id) => id.length > 8));
  const usable = input.because.filter((reason) => reason.holds === true && reason.value !== null && chosen.has(reason.charge));
  const reasons = usable.filter((reason) => !marks.some((mark) => reason.value!.includes(mark)));
  return { reasons, leftOut: usable.length - reasons.length };
}

function chargeData(charge: PacketCharge): Record<string, unknown> {
  return {
    docket: charge.docket,
    count: charge.count,
    offense: charge.offenceTitle,
    citation: charge.citation,
    grade: law(charge.grade),
    offense_date: charge.offenceDate,
    arrest_date: charge.arrestDate,
    agency: charge.arrestingAgency,
    disposition: law(charge.disposition),
    disposition_date: charge.dispositionDate,
    sentence: charge.sentence,
    sentenced_on: charge.sentencedOn,
    sentence_completed_on: charge.sentenceCompletedOn,
  };
}

function reasonData(reasons: readonly PacketReason[], charge: PacketCharge): Record<string, unknown>[] {
  return reasons
    .filter((reason) => reason.charge === charge.id)
    .map((reason) => ({ text: law(reason.value), citation: reason.citation }));
}

/** The input in a template's words. `titles`: titles of all papers of the packet, in order. */
export function paperData(source: PaperSource, input: PacketInput, title: string, titles: readonly string[]): PaperData {
  const { reasons } = printableReasons(input);
  const elements = new Set(input.provision.elements.map((element) => element.id));
  const others = reasons.filter((reason) => !elements.has(reason.condition));
  const statement = (entry: { text: string; basis: string | null }): Record<string, unknown> => ({ text: entry.text, basis: entry.basis });
  const initials = byInitials(input);
  const { provision } = input;
  return {
    // For what no one has: `{{ nothing | needed: "…" }}` is a blank.
    nothing: null,
    title,
    titles,
    words: source.court.words,
    jurisdiction: { code: input.court.jurisdiction, name: input.court.jurisdictionName },
    office: { name: input.office.name, address: input.office.address, phone: input.office.phone, email: input.office.email },
    attorney: { name: input.office.attorney.name, bar_number: input.office.attorney.barNumber },
    client: {
      name: initials ? initialsOf(input.client.legalName) : input.client.legalName,
      aliases: initials ? [] : input.client.aliases,
      initials,
      interpreter: input.client.needsInterpreter,
    },
    court: { name: input.court.name, county: input.court.county, division: input.court.division },
    dockets: docketsOf(input.charges),
    charges: input.charges.map(chargeData),
    provision: {
      id: provision.id,
      citation: provision.citation,
      title: law(provision.title),
      remedy: provision.remedy,
      // The first clause says what the order does; what follows in the law data is comment for the office.
      effect: law(provision.effect?.split(';')[0] ?? null),
      standard: provision.proof.standard === 'unspecified' ? null : (provision.proof.standard?.replaceAll('-', ' ') ?? null),
      official_papers: provision.proof.officialDocumentation,
      form: provision.filing.form,
      deadline: law(provision.filing.deadline),
      confidential: provision.confidential,
    },
    relief: source.court.remedies[provision.remedy] ?? null,
    elements: provision.elements.map((element) => ({
      text: law(element.text),
      citation: element.citation,
      statements: input.determination.statements.filter((entry) => entry.element === element.id).map(statement),
      reasons: reasons.filter((reason) => reason.condition === element.id).map((reason) => ({ text: law(reason.value), citation: reason.citation })),
    })),
    background: input.determination.statements.filter((entry) => entry.element === null).map(statement),
    requirements: input.charges
      .map((charge) => ({ charge: chargeData(charge), reasons: reasonData(others, charge) }))
      .filter((entry) => entry.reasons.length > 0),
    policy: input.policy
      ? {
          prosecutor: input.policy.prosecutor,
          title: input.policy.title,
          since: input.policy.since,
          clause: input.policy.clause,
          text: law(input.policy.text),
          no_right_clause: input.policy.noRightClause,
        }
      : null,
    served: input.served.map((party) => ({ name: party.name, address: party.address })),
    answer_days: provision.prosecutor.answerDays,
    hearing: { date: input.hearing?.date ?? null, time: input.hearing?.time ?? null, place: input.hearing?.place ?? null },
    fee: provision.filing.feeUsd,
    determination: { attorney: input.determination.attorney, confirmed_on: input.determination.confirmedOn },
  };
}
