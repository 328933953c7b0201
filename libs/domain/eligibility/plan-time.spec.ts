import type { VersionEntry } from '#law/law-file.js';
import { timeOf, type PlanTime } from './plan-time.js';

const FILING = { court: 'court', form: 'none', fee_usd: 0, fee_waivable: true, deadline: 'none', serve: 'District Attorney', answer_days: 30 } as const;
const version = (over: Partial<VersionEntry> = {}): VersionEntry => ({ process: 'petition', filing: FILING, hearing: 'if-opposed', ...over }) as VersionEntry;

describe('how long a petition takes', () => {
  it.each<[string, Partial<VersionEntry>, 'none-expected' | 'expected' | 'unknown', Partial<PlanTime> | null]>([
    ['the last day to answer counts', {}, 'unknown', { answerBy: '2028-02-29', hearing: 'unknown' }],
    ['no opposition, so no hearing that is held only if opposed', {}, 'none-expected', { answerBy: '2028-02-29', hearing: 'not-expected' }],
    ['opposition, and so a hearing', {}, 'expected', { hearing: 'expected' }],
    ['a hearing that the law requires, policy or not', { hearing: 'required' }, 'none-expected', { hearing: 'expected' }],
    ['a hearing at the judge’s choice', { hearing: 'discretionary' }, 'none-expected', { hearing: 'unknown' }],
    ['days that were not found', { filing: { ...FILING, answer_days: 'unknown' } }, 'none-expected', { answerBy: null }],
    ['what the law does by itself', { process: 'automatic' }, 'none-expected', null],
    ['what nobody files', { filing: 'none' }, 'unknown', null],
  ])('%s', (_, over, opposition, expected) => {
    const time = timeOf(version(over), opposition, '2028-01-30');
    if (expected === null) expect(time).toBeNull();
    else expect(time).toMatchObject({ filedOn: '2028-01-30', ...expected });
  });

  it('is said in words that can be repeated', () => {
    expect(timeOf(version(), 'none-expected', '2026-11-21')?.says).toBe(
      'filed on 2026-11-21, the prosecutor may answer until 2026-12-21; by the prosecutor’s own policy no opposition is expected: ask for their consent in writing, and for an order without waiting; no hearing is expected',
    );
  });
});
