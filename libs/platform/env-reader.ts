export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the environment. The message can be shown as it is: it holds no value of any variable that may be secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The environment has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  ${p}`).join('\n')}`);
  }
}

/** Reads variables one by one and collects what is wrong with them, so that all of it is reported together. */
export class EnvReader {
  private readonly problems: string[] = [];

  constructor(private readonly env: Environment) {}

  /** @throws {ConfigError} when any value read so far was wrong */
  finish(): void {
    if (this.problems.length > 0) throw new ConfigError(this.problems);
  }

  optional(name: string): string | null {
    const value = this.env[name];
    return value === undefined || value === '' ? null : value;
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.optional(name);
    if (value === null) return fallback;
    return choices.find((choice) => choice === value) ?? this.wrong(name, value, choices.join(', '), fallback);
  }

  integer(name: string, min: number, max: number, fallback: number): number {
    const value = this.optional(name);
    if (value === null) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number >= min && number <= max ? number : this.wrong(name, value, `a whole number from ${min} to ${max}`, fallback);
  }

  /** @param fallback undefined when the variable must be set */
  text(name: string, pattern: RegExp, allowed: string, fallback: string | undefined): string {
    const value = this.optional(name);
    if (value === null) return fallback ?? this.problem(name, 'is not set', allowed, '');
    return pattern.test(value) ? value : this.wrong(name, value, allowed, '');
  }

  /** @param fallback null when the variable may be absent, undefined when it must be set */
  url<Fallback extends string | null | undefined>(
    name: string,
    schemes: readonly string[],
    fallback: Fallback,
    needs: UrlNeeds,
  ): string | (Fallback extends null ? null : never) {
    const value = this.optional(name);
    const allowed = describeUrl(schemes, needs);
    if (value === null) {
      if (fallback === undefined) return this.problem(name, 'is not set', allowed, '');
      return fallback as string | (Fallback extends null ? null : never);
    }
    return isUrl(value, schemes, needs) ? value : this.wrong(name, value, allowed, '');
  }

  /** URLs with commas between; none when the variable is not set. */
  urls(name: string, schemes: readonly string[]): string[] {
    const value = this.optional(name);
    if (value === null) return [];
    const parts = value.split(',').map((part) => part.trim());
    const allowed = `${describeUrl(schemes, { host: true })}; for a cluster several with commas between`;
    return parts.every((part) => isUrl(part, schemes, { host: true })) ? parts : this.wrong(name, value, allowed, []);
  }

  wrong<T>(name: string, value: string, allowed: string, standIn: T): T {
    return this.problem(name, `is ${shapeOf(value)}`, allowed, standIn);
  }

  /** Notes a problem and answers with a stand-in, so that the rest is still checked; `finish` then throws. */
  problem<T>(name: string, what: string, allowed: string, standIn: T): T {
    this.problems.push(`${name} ${what}; allowed: ${allowed}`);
    return standIn;
  }
}

interface UrlNeeds {
  host?: boolean;
  user?: boolean;
  path?: boolean;
}

function isUrl(value: string, schemes: readonly string[], needs: UrlNeeds): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    schemes.includes(url.protocol.slice(0, -1)) &&
    (!needs.host || url.hostname !== '') &&
    (!needs.user || url.username !== '') &&
    (!needs.path || url.pathname.length > 1)
  );
}

function describeUrl(schemes: readonly string[], { user, path }: UrlNeeds): string {
  return `a URL ${schemes.map((scheme) => `${scheme}://`).join(' or ')}${user ? 'user:password@' : ''}host:port${path ? '/name' : ''}`;
}

/** What a value looks like, for an error message that must not repeat it. */
function shapeOf(value: string): string {
  const length = value.length === 1 ? '1 character' : `${value.length} characters`;
  if (value !== value.trim()) return `${length} with white space around`;
  if (/^-?\d+$/.test(value)) return `a whole number of ${length}`;
  if (/^-?\d*\.\d+$/.test(value)) return 'a number with a fraction';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1];
  if (scheme) return `a URL ${scheme}://… of ${length}`;
  return `a text of ${length}`;
}
