import { ROLES, type Role } from '#domain/access/actor.js';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '#domain/access/passwords.js';
import { Email, Id, OneOf, Part, Secret, Text, Whole, YesNo } from '../http/fields.js';
import { OfficeView } from './office.dto.js';

const PASSWORD = { max: LONGEST_PASSWORD, description: `${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters`, example: 'seven quiet herons landing' };
const BAR_NUMBER = { presence: 'or-null', max: 50, example: 'NY 4455667' } as const;

export class NewUserRequest {
  @Email({ example: 'new.colleague@demo.example' })
  email!: string;

  @Text({ max: 200, example: 'Robin Colleague' })
  name!: string;

  @OneOf(ROLES)
  role!: Role;

  @Text(BAR_NUMBER)
  barNumber?: string | null;

  @Secret(PASSWORD)
  password!: string;
}

export class UserPatchRequest {
  @Text({ presence: 'may', max: 200, example: 'Robin Colleague' })
  name?: string;

  @OneOf(ROLES, { presence: 'may' })
  role?: Role;

  @Text(BAR_NUMBER)
  barNumber?: string | null;

  @YesNo({ presence: 'may', example: false, description: 'true ends every session of the user at once' })
  disabled?: boolean;

  @Secret({ ...PASSWORD, presence: 'may' })
  password?: string;
}

export class PasswordChangeRequest {
  @Secret({ max: LONGEST_PASSWORD, example: 'correct horse battery staple' })
  current!: string;

  @Secret(PASSWORD)
  password!: string;
}

export class UserView {
  @Id()
  id!: string;

  @Email()
  email!: string;

  @Text({ max: 200, example: 'Ada Attorney' })
  name!: string;

  @OneOf(ROLES)
  role!: Role;

  @Text(BAR_NUMBER)
  barNumber!: string | null;

  @YesNo({ example: false })
  disabled!: boolean;

  @Whole({ min: 1, max: 2 ** 31, example: 1 })
  version!: number;
}

export class MeView extends UserView {
  @Part(() => OfficeView)
  office!: OfficeView;
}
