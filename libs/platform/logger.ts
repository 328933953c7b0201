import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import type { LogLevel } from './config.js';
import { allowedFields, reducedError, scrubbedText } from './redaction.js';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The program's log: JSON lines that say what happened by an event name and fields of an allow-list (ids, codes, durations, counts).
 * Whatever else is handed over is left out, so that no name, address, token, text or SQL parameter is ever written.
 */
export class Log {
  private constructor(private readonly pino: Pino) {}

  /** @param destination standard output when absent; written at once, so that the last lines before an end are there */
  static create(level: LogLevel, destination: DestinationStream = pino.destination({ fd: 1, sync: true })): Log {
    const names = { formatters: { level: (label: string) => ({ level: label }) }, timestamp: pino.stdTimeFunctions.isoTime };
    return new Log(pino({ level, base: { pid: process.pid }, ...names }, destination));
  }

  debug(event: string, fields: LogFields = {}): void {
    this.pino.debug(allowedFields(fields), eventName(event));
  }

  info(event: string, fields: LogFields = {}): void {
    this.pino.info(allowedFields(fields), eventName(event));
  }

  warn(event: string, fields: LogFields = {}, error?: unknown): void {
    this.pino.warn({ ...allowedFields(fields), ...errorField(error) }, eventName(event));
  }

  /** The error is reduced to name, code and places in the code: its message may quote what a client said. */
  error(event: string, fields: LogFields = {}, error?: unknown): void {
    this.pino.error({ ...allowedFields(fields), ...errorField(error) }, eventName(event));
  }
}

/** Nest's own messages. Text is kept only where the framework speaks of itself; elsewhere only that something was said, and by whom. */
export class NestLog implements LoggerService {
  constructor(private readonly out: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.out.debug('nest.log', said(message, rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.out.debug('nest.log', said(message, rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.out.debug('nest.log', said(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.out.warn('nest.log', said(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    // Nest hands over (message, stack, context), or an error in either place.
    const stack = rest.find((part) => typeof part === 'string' && part.includes('\n    at '));
    const error = [message, ...rest].find((part) => part instanceof Error) ?? (stack === undefined ? undefined : { name: 'Error', message, stack });
    this.out.error('nest.log', said(message, rest), error);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

const FRAMEWORK = new Set([
  'NestFactory', 'NestApplication', 'NestMicroservice', 'InstanceLoader', 'ModuleTokenFactory', 'RoutesResolver', 'RouterExplorer', 'TypeOrmModule', 'BullModule',
]);

function said(message: unknown, rest: unknown[]): LogFields {
  const last = rest.at(-1);
  const context = typeof last === 'string' && !last.includes('\n') ? last : null;
  if (context === null || !FRAMEWORK.has(context)) return context === null ? {} : { context };
  return { context, text: scrubbedText(message) };
}

function errorField(error: unknown): LogFields {
  return error === undefined ? {} : { error: reducedError(error) };
}

function eventName(event: string): string {
  return /^[a-z]+([.-][a-z]+)*$/.test(event) && event.length <= 64 ? event : 'event-withheld';
}
