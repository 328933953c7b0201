import type { Log } from './logger.js';

/** What a process of ours tells the launcher that started it. */
export interface ReadyNote {
  ready: true;
}

/** Tells the launcher, where there is one, that this process now does its work. */
export function announceReady(): void {
  const note: ReadyNote = { ready: true };
  process.send?.(note);
}

export interface LifeOptions {
  log: Log;
  /** Stops taking work, finishes what is under way, then closes connections. Called once. */
  close: () => Promise<void>;
  /** Milliseconds `close` may take. What is cut off then is found again by whoever comes next, as after a kill -9. */
  graceMs?: number;
}

/**
 * Lets this process end in order: at SIGTERM, SIGINT, SIGHUP, and when the launcher that started it is gone. Exit code 0 when everything
 * was closed in time, 1 when not, or when an error that nobody caught ended it. A second Ctrl-C ends it at once.
 */
export function liveUntilStopped({ log, close, graceMs = 25_000 }: LifeOptions): void {
  let stopping = false;
  const stop = (reason: string, exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    log.info('process.stopping', { reason });
    const deadline = setTimeout(() => {
      log.error('process.stop-took-too-long', { ms: graceMs });
      process.exit(1);
    }, graceMs);
    deadline.unref();
    close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error('process.stop-failed', {}, error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('sigterm', 0));
  process.on('SIGHUP', () => stop('sighup', 0));
  process.on('SIGINT', () => (stopping ? process.exit(1) : stop('sigint', 0)));
  process.on('disconnect', () => stop('launcher-gone', 0));
  process.on('uncaughtException', (error) => {
    log.error('process.uncaught', {}, error);
    stop('uncaught', 1);
  });
}
