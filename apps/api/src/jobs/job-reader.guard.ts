import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isUUID } from 'class-validator';
import { notFound } from '#domain/access/errors.js';
import { JobsService } from '#domain/access/jobs.service.js';

/** Lets those pass who may read the job. A stream that has begun can no longer answer 404, so it is asked before. */
@Injectable()
export class JobReaderGuard implements CanActivate {
  constructor(private readonly jobs: JobsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { actor, params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>();
    if (!actor || !isUUID(params.id)) throw notFound();
    await this.jobs.read(actor, params.id);
    return true;
  }
}
