/**
 * What the papers of one filing are drawn up from: one client, one court, one provision, one or more charges.
 * null always means "not known" and is printed as a listed blank; it never means "no" or "none".
 * Days are 'YYYY-MM-DD'.
 */
export interface PacketInput {
  /** Day of drafting: the date of the files. It is not printed as the day of signing, which stays a line to fill in by hand. */
  readonly date: string;
  readonly office: PacketOffice;
  readonly client: PacketClient;
  readonly court: PacketCourt;
  readonly provision: PacketProvision;
  /** Charges the filing asks relief for, in the order in which they are printed. At least one. */
  readonly charges: readonly PacketCharge[];
  /** Every other charge of the client's record: the printed papers are checked not to name them. */
  readonly otherCharges: readonly PacketCharge[];
  /** Conditions of the finding, charge by charge. Only lines that hold and carry words are printed. */
  readonly because: readonly PacketReason[];
  readonly determination: PacketDetermination;
  /** The policy by which the prosecutor's office does not contest this filing; null or absent: none is known to say so of every charge. */
  readonly policy?: PacketPolicy | null;
  /** Who has to be served. Empty = not known yet. */
  readonly served: readonly PacketParty[];
  /** Hearing day and place once the court has set it. */
  readonly hearing: { readonly date: string | null; readonly time: string | null; readonly place: string | null } | null;
}

/** A clause of a prosecutor's office's policy, as it was recorded: `text` is its substance, not a quotation. */
export interface PacketPolicy {
  readonly prosecutor: string;
  readonly title: string | null;
  /** First day in force. */
  readonly since: string;
  readonly clause: string;
  readonly text: string;
  /** The clause by which the policy gives no enforceable right; null where it has none. */
  readonly noRightClause: string | null;
  /** What to look at before relying on it. */
  readonly check: readonly string[];
}

export interface PacketOffice {
  readonly name: string;
  readonly address: readonly string[];
  readonly phone: string | null;
  readonly email: string | null;
  readonly attorney: { readonly name: string | null; readonly barNumber: string | null };
}

export interface PacketClient {
  readonly legalName: string;
  readonly aliases: readonly string[];
  /** Name the client by initials in every paper. null = as the provision has it (initials where the papers are confidential). */
  readonly initials: boolean | null;
  /** The client's own knowledge of these languages decides whether an interpreter's statement is needed; null = not known. */
  readonly needsInterpreter: boolean | null;
}

export interface PacketCourt {
  /** 'NY', 'US' …: which forms are used. */
  readonly jurisdiction: string;
  readonly jurisdictionName: string;
  /** Name of the court as it stands in a caption, e.g. 'Criminal Court of the City of New York'. */
  readonly name: string | null;
  readonly county: string | null;
  /** Department, part, division, or federal district, where captions of this court have one. */
  readonly division: string | null;
}

export interface PacketProvision {
  readonly id: string;
  readonly citation: string;
  readonly title: string;
  readonly remedy: string;
  /** What the order does, in the words of the law data. */
  readonly effect: string | null;
  /** What has to be shown. `id` is what a determination's statement or a because line (`condition`) refers to. */
  readonly elements: readonly PacketElement[];
  readonly proof: { readonly standard: string | null; readonly officialDocumentation: string | null };
  readonly filing: {
    readonly court: string | null;
    readonly form: string | null;
    /** US dollars; 0 = none; null = not known. */
    readonly feeUsd: number | null;
    readonly feeWaivable: boolean | null;
    readonly deadline: string | null;
  };
  readonly prosecutor: { readonly served: boolean | null; readonly answerDays: number | null };
  readonly hearing: string | null;
  /** true where the law keeps these papers from the public; `note` is the law data's own sentence. */
  readonly confidential: boolean;
  readonly confidentialityNote: string | null;
  readonly confidence: 'high' | 'medium' | 'low';
  /** What the law data says a lawyer should check first; handed through to the result. */
  readonly check: readonly string[];
}

export interface PacketElement {
  readonly id: string;
  readonly text: string;
  readonly citation: string | null;
}

export interface PacketCharge {
  readonly id: string;
  readonly docket: string | null;
  /** Number of the count in its docket, as printed on the accusatory paper. */
  readonly count: string | null;
  readonly offenceTitle: string | null;
  readonly citation: string | null;
  /** In words: 'class A misdemeanor'. */
  readonly grade: string | null;
  readonly offenceDate: string | null;
  readonly arrestDate: string | null;
  readonly arrestingAgency: string | null;
  /** In words: 'convicted on a plea of guilty'. */
  readonly disposition: string | null;
  readonly dispositionDate: string | null;
  readonly sentence: string | null;
  readonly sentencedOn: string | null;
  readonly sentenceCompletedOn: string | null;
}

export interface PacketReason {
  /** Id of the charge it was said of. */
  readonly charge: string;
  readonly condition: string;
  readonly holds: boolean | null;
  /** The condition in words, with the facts it was held against. */
  readonly value: string | null;
  readonly citation: string | null;
}

/** The attorney's signed decision. Only its statements may be printed as facts beyond the record. */
export interface PacketDetermination {
  readonly confirmedOn: string;
  readonly attorney: string;
  readonly statements: readonly PacketStatement[];
}

export interface PacketStatement {
  /** Element the statement supports; null = background. */
  readonly element: string | null;
  /** A whole sentence in the third person, about "the client" by the word the forms use or by no name at all. */
  readonly text: string;
  /** What it rests on: 'T visa approval notice of March 3, 2019 (Exhibit A)'. */
  readonly basis: string | null;
}

export interface PacketParty {
  readonly name: string;
  readonly address: readonly string[];
}
