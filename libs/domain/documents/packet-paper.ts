import { renderDocx } from './docx.js';
import type { PacketInput } from './packet-input.js';
import { byInitials, printableReasons } from './paper-data.js';
import { loadForms, type PaperSource } from './paper-forms.js';
import { formChecks, paperTree, titleOf } from './paper-source.js';
import { blanksIn, plainText } from './paper-tree.js';
import { PacketMismatch, readBack } from './read-back.js';
import type { RenderedPaper } from './rendered-paper.js';
import { renderPdf } from './typst.js';

/** The input cannot make a packet at all: the field and the reason, never its content. */
export class PacketInputError extends Error {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super(`${field}: ${reason}`);
    this.name = 'PacketInputError';
  }
}

function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** Longer than any court prints, and short enough that a charge's row fits on one page. */
const LONGEST = 500;

function checked(input: PacketInput): void {
  if (!isDay(input.date)) throw new PacketInputError('date', 'is not a day as YYYY-MM-DD');
  if (input.charges.length === 0) throw new PacketInputError('charges', 'a packet is for at least one charge');
  if (input.client.legalName.trim() === '') throw new PacketInputError('client.legalName', 'is empty');
  if (input.policy && !isDay(input.policy.since)) throw new PacketInputError('policy.since', 'is not a day as YYYY-MM-DD');
  for (const [at, charge] of [...input.charges, ...input.otherCharges].entries()) {
    for (const field of ['docket', 'count', 'offenceTitle', 'citation', 'disposition'] as const) {
      if ((charge[field]?.length ?? 0) > LONGEST) throw new PacketInputError(`charges[${at}].${field}`, `is longer than ${LONGEST} characters`);
    }
    for (const field of ['offenceDate', 'arrestDate', 'dispositionDate', 'sentencedOn', 'sentenceCompletedOn'] as const) {
      const value = charge[field];
      if (value !== null && !isDay(value)) throw new PacketInputError(`charges[${at}].${field}`, 'is not a day as YYYY-MM-DD');
    }
  }
}

/**
 * One paper in both formats. Nothing is stated as fact that the input does not hold: what is not known is printed as
 * `[… what is missing]` and listed in `blanks`. The same input gives the same bytes; nothing outside is changed, so it may run twice.
 * `titles` are the titles of the packet's papers, for those that name the others. Throws FormError for a template at fault.
 */
export async function renderPaper(source: PaperSource, input: PacketInput, titles: readonly string[] = []): Promise<RenderedPaper> {
  const { pdf, pages, printed } = renderPdf(paperTree(source, input, titles));
  return {
    kind: source.kind,
    title: printed.title,
    version: source.version,
    pdf,
    docx: await renderDocx(printed),
    pages,
    blanks: blanksIn(printed).map((what) => ({ paper: source.kind, what })),
    checks: formChecks(source, input),
    text: plainText(printed),
  };
}

function wanted(source: PaperSource, input: PacketInput): boolean {
  if (source.when === 'never') return false;
  const { feeUsd, feeWaivable } = input.provision.filing;
  return source.when !== 'fee' || (feeUsd !== 0 && feeWaivable !== false);
}

function namesInStatements(input: PacketInput): boolean {
  const names = input.client.legalName.split(/\s+/u).filter((name) => name.length > 2);
  return input.determination.statements.some((statement) => {
    const words = new Set(`${statement.text} ${statement.basis ?? ''}`.split(/[^\p{L}\p{M}'’-]+/u));
    return names.some((name) => words.has(name));
  });
}

function packetChecks(input: PacketInput, sources: readonly PaperSource[]): string[] {
  const { provision } = input;
  const checks = [...provision.check, ...(sources[0]?.court.checks ?? [])];
  if (provision.confidence === 'low') checks.push('The law data of this provision has low confidence: read the statute before filing.');
  if (provision.filing.form) checks.push(`The court or its rules name a form for this filing: ${provision.filing.form}. File on it where it is mandatory.`);
  if (provision.filing.feeUsd === null) checks.push('It is not known whether this filing costs a fee; the fee-waiver request is for the case that it does.');
  if (provision.filing.feeUsd !== 0 && provision.filing.feeWaivable === null) checks.push('It is not known whether the fee can be waived.');
  if (provision.effect !== null) checks.push('What the papers ask for is written from a summary of the law: hold it against the words of the statute.');
  if (byInitials(input) && namesInStatements(input)) checks.push('A statement of the determination seems to hold a part of the client’s name, which these papers keep back.');
  if (input.policy) {
    const { prosecutor, clause, since, check } = input.policy;
    checks.push(
      `No opposition is expected: clause ${clause} of the policy of the ${prosecutor}, in force since ${since}. The papers say so.`,
      'That the policy speaks of these charges rests on what the file has of consent, ages, violence, third persons and trafficking: confirm it, and that the policy stands on the day of filing.',
      ...check,
    );
  }
  if (printableReasons(input).leftOut > 0) checks.push('A reason of the finding names a charge that is not part of this filing and was left out of the papers.');
  return checks;
}

/** Waits for the event loop once, so that a long packet does not hold up the other jobs of a worker. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * All papers of one filing, in the order in which they are filed, each read back from its finished PDF. Throws PacketMismatch when
 * what is printed is not what was chosen, PacketInputError and FormError for input and templates that cannot be used, and
 * PaperNotRendered; nothing is returned then. Deterministic, without side effects, safe to call concurrently and to run twice.
 */
export async function renderPacket(input: PacketInput, formsDir: string): Promise<RenderedPaper[]> {
  checked(input);
  const sources = loadForms(formsDir, input.court.jurisdiction, input.provision.id).filter((source) => wanted(source, input));
  const titles = sources.map((source) => titleOf(source, input));
  const checks = packetChecks(input, sources);
  const { provision } = input;
  const allowed = [provision.citation, provision.title, provision.effect ?? '', input.policy?.text ?? '', ...provision.elements.flatMap((element) => [element.text, element.citation ?? ''])];
  const hiddenNames = byInitials(input) ? [input.client.legalName, ...input.client.aliases] : [];
  const papers: RenderedPaper[] = [];
  for (const source of sources) {
    const paper = await renderPaper(source, input, titles);
    const { ok, problems } = await readBack(paper.pdf, input.charges, input.otherCharges, { lists: source.lists, allowed, hiddenNames });
    if (!ok) throw new PacketMismatch(source.kind, problems);
    papers.push({ ...paper, checks: [...new Set([...checks, ...paper.checks])] });
    await breathe();
  }
  return papers;
}
