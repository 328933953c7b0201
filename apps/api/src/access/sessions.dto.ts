import { Email, Secret, Whole } from '../http/fields.js';

export class SignInRequest {
  @Email({ example: 'attorney@demo.example' })
  email!: string;

  @Secret({ max: 256, example: 'correct horse battery staple' })
  password!: string;
}

export class RefreshRequest {
  @Secret({ max: 200, description: 'From the last answer; good once' })
  refreshToken!: string;
}

export class SignedInView {
  @Secret({ max: 2000, description: 'Send it as Authorization: Bearer …' })
  accessToken!: string;

  @Whole({ min: 60, max: 3600, example: 600, description: 'Seconds until the access token expires' })
  expiresIn!: number;

  @Secret({ max: 200, description: 'Exchange it at POST /sessions/refreshes; good once' })
  refreshToken!: string;
}
