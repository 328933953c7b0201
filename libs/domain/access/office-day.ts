import type { OfficeTx } from '#db/transaction.js';
import { dateIn } from '#platform/clock.js';
import { Problem } from './errors.js';

/** The office's own today, 'YYYY-MM-DD': what "in the future" and "due" are held against. */
export async function officeDay(tx: OfficeTx, now: Date): Promise<string> {
  const [office] = await tx.query<{ time_zone: string }>('SELECT time_zone FROM offices WHERE id = $1', [tx.officeId]);
  if (!office) throw new Problem('not-found');
  return dateIn(office.time_zone, now);
}
