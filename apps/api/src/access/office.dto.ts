import { Email, Id, Text, Whole } from '../http/fields.js';

const ADDRESS = { presence: 'or-null', max: 500, example: '100 Centre Street, New York, NY 10013' } as const;
const PHONE = { presence: 'or-null', max: 50, example: '+1 212 555 0100' } as const;
const TIME_ZONE = { max: 64, example: 'America/New_York', description: "IANA name; the office's days are counted there" };
const SENDER = { max: 60, example: 'Office', description: 'Neutral on purpose: outsiders see it on messages' };

export class OfficePatchRequest {
  @Text({ presence: 'may', max: 200, example: 'Harbor Legal Aid' })
  name?: string;

  @Text({ presence: 'may', ...TIME_ZONE })
  timeZone?: string;

  @Text(ADDRESS)
  address?: string | null;

  @Text(PHONE)
  phone?: string | null;

  @Email({ presence: 'or-null', example: 'front.desk@demo.example' })
  email?: string | null;

  @Text({ presence: 'may', ...SENDER })
  senderName?: string;
}

export class OfficeView {
  @Id()
  id!: string;

  @Text({ max: 200, example: 'Harbor Legal Aid' })
  name!: string;

  @Text(TIME_ZONE)
  timeZone!: string;

  @Text(ADDRESS)
  address!: string | null;

  @Text(PHONE)
  phone!: string | null;

  @Email({ presence: 'or-null', example: 'front.desk@demo.example' })
  email!: string | null;

  @Text(SENDER)
  senderName!: string;

  @Whole({ min: 1, max: 2 ** 31, example: 1 })
  version!: number;
}
