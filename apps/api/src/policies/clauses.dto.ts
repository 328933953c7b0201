import { CLAUSE_KINDS, CONTESTS, EXCHANGE_CONDUCT, STILL_CHARGED, type PolicyClause } from '#law/policy.js';
import { LegalDay, OneOf, Part, Shaped, SomeOf, Text, Texts, Whole, YesNo } from '../http/fields.js';

const TEXTS = { most: 50, pattern: /^\P{Cc}{1,500}$/u, allowed: 'texts of at most 500 characters' };
const ENDED = ['convicted', 'adjudication-withheld', 'deferred', 'diverted', 'dismissed', 'dismissed-with-prejudice', 'nolle-prosequi', 'acquitted', 'not-charged', 'juvenile-adjudicated', 'vacated'];
const answer = (example?: string): PropertyDecorator => OneOf(CONTESTS, { presence: 'may', ...(example ? { example } : {}) });

export class ContestsFields {
  @answer()
  vacatur?: string;

  @answer()
  expungement?: string;

  @answer()
  sealing?: string;

  @answer()
  nondisclosure?: string;

  @answer()
  'set-aside'?: string;

  @answer()
  dismissal?: string;

  @answer()
  destruction?: string;

  @answer()
  shielding?: string;
}

/** One clause. Which of the keys belong to its kind: law/README.md; others are refused. */
export class PolicyClauseFields {
  @Shaped({ pattern: /^[A-Za-z0-9][A-Za-z0-9.()-]{0,19}$/, max: 20, allowed: 'letters, digits, points and brackets', description: 'What papers cite it by', example: '1' })
  id!: string;

  @OneOf(CLAUSE_KINDS)
  kind!: string;

  @Text({ max: 4000, example: 'The office presumes that it will not file a charge that rests on nothing but a consensual exchange between adults.' })
  text!: string;

  @LegalDay({ presence: 'may', description: 'First day of this clause, where it is later than the policy’s' })
  since?: string;

  @SomeOf(EXCHANGE_CONDUCT, { presence: 'may', description: 'declines: of what' })
  conduct?: string[];

  @Texts({ ...TEXTS, presence: 'may', description: 'declines: only charges under these statutes' })
  cited?: string[];

  @OneOf(['presumptively', 'always', 'unknown'], { presence: 'may', description: 'declines' })
  how?: string;

  @OneOf(['dismissed', 'kept', 'unknown'], { presence: 'may', description: 'declines: cases filed before it took force' })
  pending?: string;

  @Whole({ presence: 'may', min: 0, max: 100, description: 'declines: at most so many earlier convictions' })
  priors?: number;

  @OneOf(STILL_CHARGED, { presence: 'may', description: 'charges: what goes on being charged' })
  what?: string;

  @OneOf(['spared', 'unknown'], { presence: 'may', description: 'charges: spared, not against the one who sold' })
  worker?: string;

  @Part(() => ContestsFields, { presence: 'may', description: 'relief: whether petitions for this are contested; left out: not known' })
  contests?: ContestsFields;

  @OneOf(['consensual-exchange', 'any'], { presence: 'may', description: 'relief: of which charges' })
  arising?: string;

  @SomeOf(ENDED, { presence: 'may', description: 'relief: of charges that ended so' })
  dispositions?: string[];

  @YesNo({ presence: 'or-null', description: 'deviation: must be in writing' })
  written?: boolean | null;

  @Text({ presence: 'or-null', max: 200, description: 'deviation: who must approve' })
  approver?: string | null;

  @Texts({ ...TEXTS, presence: 'may', description: 'deviation: in which circumstances' })
  only?: string[];
}

/** A clause to paste, with the keys of its kind and no others. */
export const CLAUSE_EXAMPLE = {
  id: '1',
  kind: 'declines',
  text: 'The office presumes that it will not file a charge that rests on nothing but a consensual exchange between adults.',
  conduct: ['selling', 'buying', 'loitering'],
  how: 'presumptively',
  pending: 'unknown',
};

/** What a caller gave, without what was left out; the service holds it to the form of its kind. */
export function clausesOf(clauses: readonly PolicyClauseFields[]): PolicyClause[] {
  return JSON.parse(JSON.stringify(clauses)) as PolicyClause[];
}
