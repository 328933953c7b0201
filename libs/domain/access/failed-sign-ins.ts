import { Injectable } from '@nestjs/common';

const MOST = 10;
const WINDOW_MS = 15 * 60 * 1000;
const REMEMBERED = 10_000;

/**
 * Slows down guessing at one account from many addresses: after ten wrong passwords it rests for a quarter of an hour.
 * Each process counts for itself, which bounds the guesses at ten per process. Keys are blind indexes, so unknown
 * addresses rest just like known ones.
 */
@Injectable()
export class FailedSignIns {
  private readonly failures = new Map<string, { count: number; since: number }>();

  /**
   * Counts a try as wrong before its password is looked at, so that of many at the same moment no more are looked at.
   *
   * @returns false when the account rests
   */
  begin(account: Buffer, now: Date): boolean {
    const key = account.toString('hex');
    const before = this.failures.get(key);
    const fresh = !before || now.getTime() - before.since >= WINDOW_MS;
    if (!fresh && before.count >= MOST) return false;
    this.failures.delete(key);
    this.failures.set(key, fresh ? { count: 1, since: now.getTime() } : { count: before.count + 1, since: before.since });
    // A Map keeps the order of insertion: the account that failed longest ago goes first.
    const [oldest] = this.failures.keys();
    if (this.failures.size > REMEMBERED && oldest !== undefined) this.failures.delete(oldest);
    return true;
  }

  succeeded(account: Buffer): void {
    this.failures.delete(account.toString('hex'));
  }
}
