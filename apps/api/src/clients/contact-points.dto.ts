import { CONTACT_PURPOSES, type ContactPointFacts, type ContactPurpose } from '#domain/clients/contact-point-writer.js';
import { CONTACT_KINDS, type ContactKind } from '#domain/clients/contact-value.js';
import { Id, LegalDay, OneOf, SomeOf, Text, Whole, YesNo } from '../http/fields.js';

const VALUE = { max: 500, example: '+1 212 555 0134' };
const PURPOSES = { description: 'What it may be used for; an empty list: nothing', example: ['reminders'] };

class SafeContactFields {
  @YesNo({ presence: 'or-null', example: true, description: 'null: nobody asked. Only true allows a message' })
  safe?: boolean | null;

  @Whole({ presence: 'or-null', min: 0, max: 23, example: 9, description: 'First hour of the office’s day in which it may be used' })
  fromHour?: number | null;

  @Whole({ presence: 'or-null', min: 1, max: 24, example: 17, description: 'Hour from which it may not be used any more' })
  untilHour?: number | null;

  @Text({ presence: 'or-null', max: 500, example: 'Only the client; hang up on anybody else' })
  whoMayPickUp?: string | null;

  @Text({ presence: 'or-null', max: 2000, example: 'No voicemail' })
  note?: string | null;

  @LegalDay({ presence: 'or-null', example: '2026-11-01', description: 'Day on which the client last confirmed this' })
  confirmedOn?: string | null;
}

export class NewContactPointRequest extends SafeContactFields {
  @OneOf(CONTACT_KINDS)
  kind!: ContactKind;

  @Text(VALUE)
  value!: string;

  @SomeOf(CONTACT_PURPOSES, { presence: 'may', ...PURPOSES })
  purposes?: ContactPurpose[];
}

export class ContactPointPatchRequest extends SafeContactFields {
  @OneOf(CONTACT_KINDS, { presence: 'may' })
  kind?: ContactKind;

  @Text({ presence: 'may', ...VALUE })
  value?: string;

  @SomeOf(CONTACT_PURPOSES, { presence: 'may', ...PURPOSES })
  purposes?: ContactPurpose[];
}

export class ContactPointView {
  @Id()
  id!: string;

  @Id()
  clientId!: string;

  @OneOf(CONTACT_KINDS)
  kind!: ContactKind;

  @Text(VALUE)
  value!: string;

  @YesNo({ presence: 'or-null', example: true })
  safe!: boolean | null;

  @SomeOf(CONTACT_PURPOSES, PURPOSES)
  purposes!: ContactPurpose[];

  @Whole({ presence: 'or-null', min: 0, max: 23, example: 9 })
  fromHour!: number | null;

  @Whole({ presence: 'or-null', min: 1, max: 24, example: 17 })
  untilHour!: number | null;

  @Text({ presence: 'or-null', max: 500, example: 'Only the client' })
  whoMayPickUp!: string | null;

  @Text({ presence: 'or-null', max: 2000, example: 'No voicemail' })
  note!: string | null;

  @LegalDay({ presence: 'or-null', example: '2026-11-01' })
  confirmedOn!: string | null;

  @Whole({ min: 1, max: 2 ** 31, example: 1 })
  version!: number;
}

export function newContactPoint(request: NewContactPointRequest): ContactPointFacts {
  const { kind, value, safe = null, purposes = [], fromHour = null, untilHour = null, whoMayPickUp = null, note = null, confirmedOn = null } = request;
  return { kind, value, safe, purposes, fromHour, untilHour, whoMayPickUp, note, confirmedOn };
}

/** Absent fields are undefined and change nothing. */
export function contactPointPatch(request: ContactPointPatchRequest): Partial<ContactPointFacts> {
  const { kind, value, safe, purposes, fromHour, untilHour, whoMayPickUp, note, confirmedOn } = request;
  return { kind, value, safe, purposes, fromHour, untilHour, whoMayPickUp, note, confirmedOn } as Partial<ContactPointFacts>;
}
