import { Ajv, type ErrorObject } from 'ajv';

export type FormConfidence = 'high' | 'medium' | 'low' | 'not-verified';

/** Front matter of a paper's template. */
export interface FrontMatter {
  /** Title as printed; Liquid allowed. */
  readonly title: string;
  /** File name without its ending. */
  readonly kind: string;
  /** Place in the packet, smallest first. */
  readonly order: number;
  readonly version: string;
  readonly language: string;
  readonly confidence: FormConfidence;
  readonly source?: readonly string[];
  /** 'fee': only where the filing costs something or it is not known whether it does. */
  readonly when?: 'always' | 'fee' | 'never';
  /** What the finished paper is checked to name. */
  readonly lists?: 'charges' | 'dockets' | 'nothing';
  readonly caption?: boolean;
  readonly layout?: Partial<LayoutForm>;
}

export interface LayoutForm {
  readonly font_size: number;
  readonly line_spacing: number;
  readonly margins: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly first_page_blank: number;
  readonly line_numbers: number;
  readonly rules: boolean;
  readonly counsel: 'first-page' | 'signature';
  readonly court_on_line: number;
  readonly footer_title: boolean;
}

export type CaptionEntry = string | { readonly left: string } | { readonly center: string } | { readonly right: string };

/** `caption.yaml`: how the papers of one court system look and what its people are called. All text is Liquid and Markdown. */
export interface CourtForm {
  readonly confidence: FormConfidence;
  readonly source: readonly string[];
  /** What an attorney has to verify in papers of this court; handed through to the result. */
  readonly checks: readonly string[];
  readonly layout: LayoutForm;
  /** Words templates use: `{{ words.client }}`. */
  readonly words: Readonly<Record<string, string>>;
  /** What the court is asked to do, by the remedy of the law data. */
  readonly remedies: Readonly<Record<string, string>>;
  /** What the court is asked to do, point by point, and the same points as the order says them. Liquid. */
  readonly relief: readonly { readonly ask: string; readonly order: string }[];
  readonly caption: {
    readonly court: readonly CaptionEntry[];
    readonly divider: 'box' | 'paren' | 'section';
    readonly left: readonly CaptionEntry[];
    readonly right: readonly CaptionEntry[];
    readonly title: 'below' | 'right';
    readonly legend: string;
  };
  readonly oath: {
    readonly text: string;
    readonly citation: string;
    /** Sworn before a notary: the signature gets a jurat. */
    readonly notary: boolean;
    /** The oath gives day and place itself, so the signature needs no line for them. */
    readonly dated: boolean;
  };
}

const string = { type: 'string', minLength: 1 };
const strings = { type: 'array', items: string };
const confidence = { enum: ['high', 'medium', 'low', 'not-verified'] };
const inches = { type: 'number', minimum: 0, maximum: 5 };
const words = { type: 'object', additionalProperties: { type: 'string' } };

const layout = {
  type: 'object',
  additionalProperties: false,
  properties: {
    font_size: { type: 'number', minimum: 10, maximum: 16 },
    line_spacing: { type: 'number', minimum: 1, maximum: 3 },
    margins: {
      type: 'object',
      additionalProperties: false,
      properties: { top: inches, right: inches, bottom: inches, left: inches },
    },
    first_page_blank: inches,
    line_numbers: { type: 'integer', minimum: 0, maximum: 40 },
    rules: { type: 'boolean' },
    counsel: { enum: ['first-page', 'signature'] },
    court_on_line: { type: 'integer', minimum: 0, maximum: 20 },
    footer_title: { type: 'boolean' },
  },
};

const entries = {
  type: 'array',
  items: {
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: { left: string, center: string, right: string },
      },
    ],
  },
};

const frontMatter = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'kind', 'order', 'version', 'language', 'confidence'],
  properties: {
    title: string,
    kind: { type: 'string', pattern: '^[a-z][a-z-]*$' },
    order: { type: 'integer' },
    version: string,
    language: { type: 'string', pattern: '^[a-z]{2}$' },
    confidence,
    source: strings,
    when: { enum: ['always', 'fee', 'never'] },
    lists: { enum: ['charges', 'dockets', 'nothing'] },
    caption: { type: 'boolean' },
    layout,
  },
};

const courtForm = {
  type: 'object',
  additionalProperties: false,
  properties: {
    confidence,
    source: strings,
    checks: strings,
    layout,
    words,
    remedies: words,
    relief: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', additionalProperties: false, required: ['ask', 'order'], properties: { ask: string, order: string } },
    },
    caption: {
      type: 'object',
      additionalProperties: false,
      properties: {
        court: entries,
        divider: { enum: ['box', 'paren', 'section'] },
        left: entries,
        right: entries,
        title: { enum: ['below', 'right'] },
        legend: { type: 'string' },
      },
    },
    oath: {
      type: 'object',
      additionalProperties: false,
      properties: { text: string, citation: { type: 'string' }, notary: { type: 'boolean' }, dated: { type: 'boolean' } },
    },
  },
};

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const validFrontMatter = ajv.compile(frontMatter);
const validCourtForm = ajv.compile(courtForm);

function said(errors: readonly ErrorObject[] | null | undefined): string {
  return (errors ?? [])
    .map((error) => `${error.instancePath || 'the whole'} ${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`)
    .join('; ');
}

/** What is wrong with a paper's front matter; null when nothing is. */
export function checkFrontMatter(value: unknown): string | null {
  return validFrontMatter(value) ? null : said(validFrontMatter.errors);
}

/** What is wrong with a caption.yaml, which may hold a part of the keys; null when nothing is. */
export function checkCourtForm(value: unknown): string | null {
  return validCourtForm(value) ? null : said(validCourtForm.errors);
}
