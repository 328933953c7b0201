import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { Observable } from 'rxjs';
import { RoleChanged, SessionEnded } from '#db/transaction.js';
import type { SignedInUser } from '#domain/access/access-tokens.js';
import { JobsService } from '#domain/access/jobs.service.js';
import { RequestLog } from '../http/request-log.js';

/** Streams of server-sent events about jobs. They end when the API stops, which would otherwise wait for them. */
@Injectable()
export class JobEvents implements OnModuleDestroy {
  private readonly stop = new AbortController();

  constructor(
    private readonly jobs: JobsService,
    private readonly log: RequestLog,
  ) {}

  /**
   * The state now and each change until the job has ended, with a sign of life in between. A stream begins with the
   * state, so whoever comes back after a break has missed nothing, whatever Last-Event-ID they send.
   */
  stream(actor: SignedInUser, jobId: string, requestId: string): Observable<MessageEvent> {
    return new Observable((out) => {
      const left = new AbortController();
      const follow = async (): Promise<void> => {
        let id = 0;
        for await (const job of this.jobs.follow(actor, jobId, AbortSignal.any([left.signal, this.stop.signal]))) {
          if (left.signal.aborted) return;
          if (job === null) out.next({ type: 'alive', data: {} });
          else out.next({ id: String(++id), type: job.finishedAt ? 'ended' : 'changed', data: job });
        }
      };
      follow()
        .catch((error: unknown) => {
          // Signed out or given another role meanwhile: the caller comes back, and is told why then.
          if (!(error instanceof SessionEnded || error instanceof RoleChanged)) this.log.failed(requestId, error);
        })
        .finally(() => out.complete());
      return () => left.abort();
    });
  }

  onModuleDestroy(): void {
    this.stop.abort();
  }
}
