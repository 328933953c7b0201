import type { NewPacket } from '#domain/documents/packets.service.js';
import { Id, Ids, Instant, LegalDay, OneOf, Part, Parts, Shaped, Text, Texts, Whole, YesNo } from '../http/fields.js';

const PROVISION = { pattern: /^[A-Za-z0-9][\w.-]*$/, max: 100, allowed: 'the id of a provision', example: 'ny-440.10-1-i' };
const STOPS = ['mismatch', 'input', 'form', 'not-confirmed', 'law-changed'] as const;

export class CourtFields {
  @Text({ presence: 'or-null', max: 200, example: null, description: 'As in a caption; null: as the docket has it' })
  name?: string | null;

  @Text({ presence: 'or-null', max: 100, example: null, description: 'null: as the docket has it' })
  county?: string | null;

  @Text({ presence: 'or-null', max: 100, example: null, description: 'Part, department or federal district' })
  division?: string | null;
}

export class PartyFields {
  @Text({ max: 200, example: 'Kings County District Attorney' })
  name!: string;

  @Texts({ most: 6, pattern: /^\P{Cc}{1,200}$/u, allowed: 'lines of an address', example: ['350 Jay Street', 'Brooklyn, NY 11201'] })
  address!: string[];
}

export class HearingFields {
  @LegalDay({ presence: 'or-null', example: null })
  date?: string | null;

  @Text({ presence: 'or-null', max: 40, example: null })
  time?: string | null;

  @Text({ presence: 'or-null', max: 300, example: null })
  place?: string | null;
}

export class NewPacketRequest {
  @Shaped(PROVISION)
  provision!: string;

  @Ids({ max: 100, description: 'Charges of the case, each with a confirmed finding of this provision' })
  chargeIds!: string[];

  @Part(() => CourtFields, { presence: 'may', description: 'Where it is filed, when not as the docket has it' })
  court?: CourtFields;

  @Parts(() => PartyFields, { most: 20, presence: 'may', description: 'Who has to be served' })
  served?: PartyFields[];

  @Part(() => HearingFields, { presence: 'or-null', description: 'Once the court has set it' })
  hearing?: HearingFields | null;

  @YesNo({ presence: 'or-null', example: null, description: 'Name the client by initials; null: as the provision has it' })
  initials?: boolean | null;
}

export function newPacketOf({ provision, chargeIds, court, served, hearing, initials }: NewPacketRequest): NewPacket {
  return {
    provision,
    chargeIds,
    setting: {
      court: { name: court?.name ?? null, county: court?.county ?? null, division: court?.division ?? null },
      served: (served ?? []).map(({ name, address }) => ({ name, address })),
      hearing: hearing ? { date: hearing.date ?? null, time: hearing.time ?? null, place: hearing.place ?? null } : null,
      initials: initials ?? null,
    },
  };
}

export class PacketLine {
  @Id()
  id!: string;

  @Id()
  caseId!: string;

  @Id()
  clientId!: string;

  @Text({ max: 60, example: 'NY' })
  jurisdiction!: string;

  @Shaped(PROVISION)
  provision!: string;

  @LegalDay({ example: '2026-11-21', description: 'Day of drafting' })
  dated!: string;

  @OneOf(['queued', 'rendered', 'stopped'])
  status!: string;

  @OneOf(STOPS, { presence: 'or-null', example: null, description: 'Why it was stopped' })
  problemCode!: string | null;

  @Ids({ max: 100 })
  chargeIds!: string[];

  @Id({ presence: 'or-null' })
  requestedBy!: string | null;

  @Instant()
  createdAt!: string;

  @Instant({ presence: 'or-null' })
  renderedAt!: string | null;
}

export class DocumentLine {
  @Id({ description: 'GET /documents/:id gives the file' })
  id!: string;

  @Text({ max: 40, example: 'petition' })
  kind!: string;

  @OneOf(['pdf', 'docx'])
  format!: string;

  @Text({ max: 100, example: 'petition' })
  template!: string;

  @Text({ max: 40, example: '1' })
  templateVersion!: string;

  @Whole({ presence: 'or-null', min: 1, max: 10_000, example: 4 })
  pages!: number | null;

  @Whole({ min: 1, max: 2 ** 31 - 1, example: 48_211 })
  bytes!: number;

  @Shaped({ pattern: /^[0-9a-f]{64}$/, max: 64, allowed: 'a hash', example: '9f2c0d3b5a7e41868c1f0b2d4e6a8c9f2c0d3b5a7e41868c1f0b2d4e6a8c9f2c' })
  sha256!: string;

  @Whole({ min: 0, max: 10_000, example: 2, description: 'Places left blank' })
  blankCount!: number;
}

export class BlankView {
  @Text({ max: 40, example: 'notice' })
  paper!: string;

  @Text({ max: 500, example: 'the day of the hearing' })
  what!: string;
}

export class PacketSettingView {
  @Part(() => CourtFields)
  court!: CourtFields;

  @Parts(() => PartyFields, { most: 20 })
  served!: PartyFields[];

  @Part(() => HearingFields, { presence: 'or-null' })
  hearing!: HearingFields | null;

  @YesNo({ presence: 'or-null', example: null })
  initials!: boolean | null;
}

export class PacketView extends PacketLine {
  @Part(() => PacketSettingView)
  setting!: PacketSettingView;

  @Parts(() => DocumentLine, { most: 100 })
  documents!: DocumentLine[];

  @Parts(() => BlankView, { most: 1000, description: 'To be filled in before filing' })
  blanks!: BlankView[];

  @Texts({ most: 1000, pattern: /./, allowed: 'texts', example: ['Read the section before filing.'], description: 'What an attorney has to verify before filing' })
  checks!: string[];
}

export class PacketRequested extends PacketView {
  @Id({ description: 'The job that draws it up' })
  jobId!: string;
}
