import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const RANDOM_BYTES = 16;
/** Of the 32 bits that count within a millisecond the first starts below this, so that no list of ids runs over. */
const STARTS_BELOW = 0x7f_ff_ff_ff;

/** Ids (UUID version 7) that rise in the order of the list, for many rows at once: the random part is asked of the system once, not for each. */
export function risingIds(count: number): string[] {
  const bytes = randomFillSync(Buffer.allocUnsafe(count * RANDOM_BYTES + 4));
  const msecs = Date.now();
  const first = bytes.readUInt32BE(count * RANDOM_BYTES) % STARTS_BELOW;
  return Array.from({ length: count }, (_, i) => uuidv7({ msecs, seq: first + i, random: bytes.subarray(i * RANDOM_BYTES, (i + 1) * RANDOM_BYTES) }));
}
