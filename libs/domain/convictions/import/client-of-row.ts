import type { ContactPointFacts } from '../../clients/contact-point-writer.js';
import type { NewClient } from '../../clients/client-writer.js';
import type { ClientRow, ContactRow } from './columns.js';

/** Which column holds a field that a problem names; fields not listed stand in a column of their own name. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  birthDate: 'birth_date',
  'trafficking.from': 'trafficking_from',
  'trafficking.to': 'trafficking_to',
  untilHour: 'until_hour',
  fromHour: 'from_hour',
  confirmedOn: 'confirmed_on',
};

export function columnOfField(field: string): string {
  return COLUMN_OF[field] ?? field;
}

export function clientOfRow(row: ClientRow): NewClient {
  return {
    identity: {
      legalName: row.legal_name,
      preferredName: row.preferred_name,
      pronouns: row.pronouns,
      birthDate: row.birth_date,
      identifiers: [],
    },
    aliases: row.aliases ?? [],
    languages: row.languages ?? [],
    recontact: row.recontact,
    facts: {
      trafficking: {
        survivor: row.survivor,
        kinds: row.trafficking_kinds,
        from: row.trafficking_from,
        to: row.trafficking_to,
        officialDocumentation: row.official_documentation,
        assistanceRequested: row.assistance_requested,
      },
      recordComplete: row.record_complete,
      pendingCharges: row.pending_charges,
      openWarrants: row.open_warrants,
      firstOffender: row.first_offender,
      earlierRelief: row.earlier_relief,
      facts: row.facts ?? {},
    },
  };
}

export function contactOfRow(row: ContactRow): ContactPointFacts {
  return {
    kind: row.kind,
    value: row.value,
    safe: row.safe,
    purposes: row.purposes ?? [],
    fromHour: row.from_hour,
    untilHour: row.until_hour,
    whoMayPickUp: null,
    note: row.note,
    confirmedOn: row.confirmed_on,
  };
}
