import { Catch, HttpException, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QueryFailedError } from 'typeorm';
import { RoleChanged, SessionEnded } from '#db/transaction.js';
import { Problem, PROBLEMS, type ProblemCode } from '#domain/access/errors.js';
import { RequestLog } from './request-log.js';

/** What PostgreSQL refused, by SQLSTATE. Its own text repeats values and is never told. */
const OF_SQLSTATE: { readonly [state: string]: ProblemCode } = {
  '23505': 'conflict',
  '23503': 'conflict',
  '23514': 'invalid',
  '23502': 'invalid',
  '22001': 'invalid',
  '22003': 'invalid',
  '22007': 'invalid',
  '22008': 'invalid',
  '22021': 'invalid',
  '22P02': 'invalid',
  '22P05': 'invalid',
  '40001': 'unavailable',
  '40P01': 'unavailable',
  '53300': 'unavailable',
  '57P01': 'unavailable',
  '57P03': 'unavailable',
};

const OF_FASTIFY: { readonly [code: string]: ProblemCode } = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media',
};

const OF_STATUS: { readonly [status: number]: ProblemCode } = {
  401: 'not-signed-in',
  404: 'not-found',
  405: 'not-found',
  413: 'too-large',
  415: 'unsupported-media',
  429: 'too-many',
};

/**
 * Every error leaves as application/problem+json with a code of the one table. What the program did not expect leaves
 * as 500 with the request's id and nothing else; the log gets its kind and its place in the code, not its text.
 */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: RequestLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status >= 500) this.log.failed(request.id, error);
    if (problem.code === 'unavailable') void reply.header('retry-after', '2');
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problemBody(problem, request.id)));
  }
}

function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  return {
    type: `urn:vacatur:problem:${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    code: problem.code,
    ...(problem.detail ? { detail: problem.detail } : {}),
    ...(problem.fields.length > 0 ? { fields: problem.fields } : {}),
    requestId,
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SessionEnded) return new Problem('session-ended');
  if (error instanceof RoleChanged) return new Problem('token-expired', 'Your role was changed: refresh the access token');
  if (error instanceof QueryFailedError) return new Problem(OF_SQLSTATE[codeOf(error.driverError)] ?? 'internal');
  if (error instanceof HttpException) return new Problem(OF_FASTIFY[codeOf(error.cause)] ?? ofStatus(error.getStatus()));
  if (hasStatus(error)) return new Problem(OF_FASTIFY[codeOf(error)] ?? ofStatus(error.statusCode));
  if (isConnectionLoss(codeOf(error))) return new Problem('unavailable');
  return new Problem('internal');
}

function ofStatus(status: number): ProblemCode {
  return OF_STATUS[status] ?? (status < 500 ? 'bad-request' : status === 503 ? 'unavailable' : 'internal');
}

function isConnectionLoss(code: string): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', '57P01', '57P03', '53300'].includes(code);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function hasStatus(error: unknown): error is { statusCode: number } {
  return typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number';
}
