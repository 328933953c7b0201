import type { EarlierRelief, RareFacts, Remedy, TraffickingKind } from '#law/person.js';
import { IDENTIFIER_KINDS, type ClientFacts, type ClientIdentity, type Identifier } from '#domain/clients/client-facts.js';
import { CLIENT_SORTS, type ClientSort } from '#domain/clients/client-list.service.js';
import type { ClientPatch } from '#domain/clients/clients.service.js';
import type { NewClient } from '#domain/clients/client-writer.js';
import { Facts, Id, Instant, LegalDay, OneOf, Part, Parts, Shaped, SomeOf, Text, Texts, Whole, YesNo } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';

const REMEDIES = ['vacatur', 'expungement', 'sealing', 'set-aside', 'dismissal', 'destruction', 'pardon', 'shielding', 'nondisclosure'] as const;
const LANGUAGE = { pattern: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$/, allowed: 'a language tag, e.g. en, es, zh-Hant' };
const LEGAL_NAME = { max: 200, example: 'Alicia Marie Torres' };
const PREFERRED_NAME = { presence: 'or-null', max: 200, example: 'Ali' } as const;
const PRONOUNS = { presence: 'or-null', max: 60, example: 'she/her' } as const;
const BIRTH_DATE = { presence: 'or-null', example: '1990-05-01' } as const;
const KNOWN = { presence: 'or-null', example: true } as const;
const RECONTACT = { presence: 'or-null', example: true, description: 'May the office get in touch after closing? null: not asked' } as const;
const RECORD_COMPLETE = { ...KNOWN, description: 'Do the charges on file make up the whole record, everywhere?' } as const;
const LANGUAGES = { ...LANGUAGE, most: 20, example: ['es', 'en'] };
const RARE_FACTS = { presence: 'or-null', example: { actedWithDueDiligence: true }, description: 'Rarer facts by their vocabulary name (see GET /law)' } as const;

// A list of plain texts is not trimmed for the caller: blanks around a name are refused.
const ALIASES = { most: 50, pattern: /^\S(?:\P{Cc}{0,198}\S)?$/u, allowed: 'names of 1 to 200 characters', example: ['Ali Torres', 'Lisa Reyes'] };

export class IdentifierDto implements Identifier {
  @OneOf(IDENTIFIER_KINDS)
  kind!: Identifier['kind'];

  @Text({ max: 100, example: 'NY-01234567Z' })
  value!: string;
}

export class TraffickingDto {
  @YesNo({ ...KNOWN, description: 'Is the client a survivor of trafficking?' })
  survivor?: boolean | null;

  @SomeOf(['sex', 'labor'], { presence: 'or-null' })
  kinds?: TraffickingKind[] | null;

  @LegalDay({ presence: 'or-null', example: '2012-01-01', description: 'First day' })
  from?: string | null;

  @LegalDay({ presence: 'or-null', example: '2013-06-30', description: 'Last day' })
  to?: string | null;

  @YesNo({ ...KNOWN, example: false, description: 'Is there official documentation of it?' })
  officialDocumentation?: boolean | null;

  @YesNo({ presence: 'or-null', description: 'Did police or prosecutors ask the client for help?' })
  assistanceRequested?: boolean | null;
}

export class EarlierReliefDto implements EarlierRelief {
  @Shaped({ presence: 'or-null', pattern: /^[a-z0-9][\w.-]{0,99}$/, max: 100, allowed: 'the id of a provision', example: 'ny-440.10-1-i' })
  provision?: string | null;

  @OneOf(REMEDIES, { presence: 'or-null' })
  remedy?: Remedy | null;

  @Shaped({ presence: 'or-null', pattern: /^[A-Z]{2}$/, max: 2, allowed: 'two capital letters of a state or DC, or US', example: 'NY' })
  jurisdiction?: string | null;

  @LegalDay({ presence: 'or-null', example: '2019-03-14' })
  on?: string | null;

  @Id({ presence: 'or-null', description: 'The charge it was granted for' })
  charge?: string | null;
}

/** What the law asks of the whole person. Left out: unchanged, and not known for a new client. */
class PersonFields {
  @Part(() => TraffickingDto, { presence: 'or-null' })
  trafficking?: TraffickingDto | null;

  @YesNo(RECORD_COMPLETE)
  recordComplete?: boolean | null;

  @YesNo({ ...KNOWN, example: false, description: 'Is any charge pending anywhere?' })
  pendingCharges?: boolean | null;

  @YesNo({ ...KNOWN, example: false })
  openWarrants?: boolean | null;

  @YesNo({ presence: 'or-null', description: 'Never convicted before the charges on file' })
  firstOffender?: boolean | null;

  @Parts(() => EarlierReliefDto, { presence: 'or-null', most: 50, description: 'An empty list: none was ever granted. null: not known' })
  earlierRelief?: EarlierReliefDto[] | null;

  @Facts(RARE_FACTS)
  facts?: RareFacts | null;
}

class ClientFields extends PersonFields {
  @Text(PREFERRED_NAME)
  preferredName?: string | null;

  @Text(PRONOUNS)
  pronouns?: string | null;

  @LegalDay(BIRTH_DATE)
  birthDate?: string | null;

  @Parts(() => IdentifierDto, { presence: 'may', most: 20 })
  identifiers?: IdentifierDto[];

  @Texts({ presence: 'may', ...ALIASES })
  aliases?: string[];

  @Texts({ presence: 'may', ...LANGUAGES })
  languages?: string[];

  @YesNo(RECONTACT)
  recontact?: boolean | null;
}

export class NewClientRequest extends ClientFields {
  @Text(LEGAL_NAME)
  legalName!: string;
}

export class ClientPatchRequest extends ClientFields {
  @Text({ presence: 'may', ...LEGAL_NAME })
  legalName?: string;
}

export class ClosureRequest {
  @YesNo(RECONTACT)
  recontact?: boolean | null;
}

const STATUS = ['open', 'closed'] as const;

export class ClientQuery extends PageQuery {
  @OneOf(STATUS, { presence: 'may' })
  status?: 'open' | 'closed';

  @Shaped({ presence: 'may', ...LANGUAGE, max: 30, example: 'es' })
  language?: string;

  @OneOf(CLIENT_SORTS, { presence: 'may', description: 'newest (default) or last changed first' })
  sort?: ClientSort;
}

export class ClientSearchRequest {
  @Text({ presence: 'may', max: 200, example: 'torres alicia', description: 'Every word stands in the client’s names; case and accents do not matter' })
  name?: string;

  @Text({ presence: 'may', max: 200, description: 'Every word sounds like one of the client’s names' })
  soundsLike?: string;

  @Text({ presence: 'may', max: 500, description: 'A phone number, e-mail or postal address of the client' })
  contact?: string;

  @OneOf(STATUS, { presence: 'may' })
  status?: 'open' | 'closed';

  @Shaped({ presence: 'may', ...LANGUAGE, max: 30, example: 'es' })
  language?: string;

  @Whole({ presence: 'may', min: 1, max: 200, example: 50 })
  limit?: number;

  @Shaped({ presence: 'may', pattern: /^[\w-]+$/, max: 1000, allowed: 'the `next` of the page before' })
  cursor?: string;
}

export class ClientLineView {
  @Id()
  id!: string;

  @Text(LEGAL_NAME)
  legalName!: string;

  @Text(PREFERRED_NAME)
  preferredName!: string | null;

  @Texts(ALIASES)
  aliases!: string[];

  @Texts(LANGUAGES)
  languages!: string[];

  @OneOf(STATUS)
  status!: 'open' | 'closed';

  @Whole({ min: 1, max: 2 ** 31, example: 1 })
  version!: number;

  @Instant()
  createdAt!: Date;

  @Instant()
  updatedAt!: Date;
}

export class ClientView extends ClientLineView {
  @Text(PRONOUNS)
  pronouns!: string | null;

  @LegalDay(BIRTH_DATE)
  birthDate!: string | null;

  @Parts(() => IdentifierDto, { most: 20 })
  identifiers!: IdentifierDto[];

  @YesNo(RECONTACT)
  recontact!: boolean | null;

  @Part(() => TraffickingDto, { presence: 'or-null' })
  trafficking!: ClientFacts['trafficking'] | null;

  @YesNo(RECORD_COMPLETE)
  recordComplete!: boolean | null;

  @YesNo(KNOWN)
  pendingCharges!: boolean | null;

  @YesNo(KNOWN)
  openWarrants!: boolean | null;

  @YesNo(KNOWN)
  firstOffender!: boolean | null;

  @Parts(() => EarlierReliefDto, { presence: 'or-null', most: 50 })
  earlierRelief!: readonly EarlierRelief[] | null;

  @Facts(RARE_FACTS)
  facts!: RareFacts | null;
}

function identityOf({ legalName, preferredName, pronouns, birthDate, identifiers }: ClientPatchRequest): Partial<ClientIdentity> {
  return { legalName, preferredName, pronouns, birthDate, identifiers } as Partial<ClientIdentity>;
}

// Parts arrive as instances of their classes with every field that was left out set to undefined; what is kept is plain.
function plain<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

function factsOf(request: PersonFields): Partial<ClientFacts> {
  const { trafficking, recordComplete, pendingCharges, openWarrants, firstOffender, earlierRelief, facts } = request;
  return plain({ trafficking, recordComplete, pendingCharges, openWarrants, firstOffender, earlierRelief, facts });
}

export function newClient(request: NewClientRequest): NewClient {
  const { legalName, preferredName = null, pronouns = null, birthDate = null, identifiers = [], aliases = [], languages = [], recontact = null } = request;
  return { identity: plain({ legalName, preferredName, pronouns, birthDate, identifiers }), facts: factsOf(request), aliases, languages, recontact };
}

export function clientPatch(request: ClientPatchRequest): ClientPatch {
  const { aliases, languages, recontact } = request;
  return {
    identity: plain(identityOf(request)),
    facts: factsOf(request),
    ...(aliases === undefined ? {} : { aliases }),
    ...(languages === undefined ? {} : { languages }),
    ...(recontact === undefined ? {} : { recontact }),
  };
}
