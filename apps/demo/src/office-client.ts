import { setTimeout as wait } from 'node:timers/promises';

interface Page<T> {
  items: T[];
  next: string | null;
}

/** The API as a person in the office uses it: signed in, over HTTP. */
export class OfficeClient {
  private constructor(
    private readonly base: string,
    private tokens: { accessToken: string; refreshToken: string },
  ) {}

  static async signIn(base: string, email: string, password: string): Promise<OfficeClient> {
    const tokens = await request<{ accessToken: string; refreshToken: string }>(base, 'POST', '/sessions', null, { email, password });
    return new OfficeClient(base, tokens);
  }

  async get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return this.send('POST', path, body);
  }

  /** Changes what was read: `version` is that of the reading. */
  async patch<T>(path: string, version: number, body: unknown): Promise<T> {
    return this.send('PATCH', path, body, { 'if-match': `"v${version}"` });
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const page: Page<T> = await this.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${query}`);
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  }

  async bytes(path: string): Promise<Buffer> {
    const answer = await fetch(`${this.base}${path}`, { headers: { authorization: `Bearer ${this.tokens.accessToken}` } });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  private async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    try {
      return await request<T>(this.base, method, path, this.tokens.accessToken, body, headers);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'token-expired') throw error;
      this.tokens = await request(this.base, 'POST', '/sessions/refreshes', null, { refreshToken: this.tokens.refreshToken });
      return request<T>(this.base, method, path, this.tokens.accessToken, body, headers);
    }
  }
}

/** The API said no; its code and fields say why. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function request<T>(
  base: string,
  method: string,
  path: string,
  token: string | null,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const problem = JSON.parse(text) as { code?: string; title?: string; detail?: string; fields?: { field: string; problem: string }[] };
    const fields = (problem.fields ?? []).map(({ field, problem: why }) => `${field} ${why}`).join('; ');
    throw new Refused(problem.code ?? 'unknown', `${method} ${path}: ${answer.status} ${[problem.title, problem.detail, fields].filter(Boolean).join(' · ')}`);
  }
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/**
 * Asks again until the answer is one, telling each time how far it is.
 *
 * @throws Error naming what did not happen after `seconds`
 */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const answer = await ask();
    if (answer !== null) return answer;
    await wait(150);
  }
  throw new Error(`${what}: not done after ${seconds} seconds`);
}
