import { pageOf, readCursor, writeCursor } from './page.js';

const ID = '019aa5a0-7b3c-7d2e-9a4f-3f2b1c0d9e8f';

describe('cursors', () => {
  it('come back as they went', () => {
    const cursor = writeCursor('convictions', ['2026-11-21', ID]);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(readCursor(cursor, 'convictions', ['day', 'uuid'])).toEqual(['2026-11-21', ID]);
    expect(readCursor(writeCursor('x', [null, ID]), 'x', ['day-or-null', 'uuid'])).toEqual([null, ID]);
  });

  it.each([
    ['of another list', writeCursor('clients', ['2026-11-21', ID])],
    ['with a key too few', writeCursor('convictions', ['2026-11-21'])],
    ['with a key too many', writeCursor('convictions', ['2026-11-21', ID, ID])],
    ['with SQL in it', writeCursor('convictions', ["2026-11-21'; --", ID])],
    ['with a month 13', writeCursor('convictions', ['2026-13-21', ID])],
    ['with null for a day that is always there', writeCursor('convictions', [null, ID])],
    ['that is no list', Buffer.from('{"a":1}').toString('base64url')],
    ['that is no JSON', 'AAAA'],
  ])('are refused when they are ones %s', (_, cursor) => {
    expect(() => readCursor(cursor, 'convictions', ['day', 'uuid'])).toThrow(expect.objectContaining({ code: 'invalid', fields: [expect.objectContaining({ field: 'cursor' })] }));
  });

  it('are given while there is a row too many', () => {
    const page = (rows: number[]) => pageOf(rows, 2, (last) => `after ${last}`, (row) => row * 10);
    expect(page([1, 2, 3])).toEqual({ items: [10, 20], next: 'after 2' });
    expect(page([1, 2])).toEqual({ items: [10, 20], next: null });
    expect(page([])).toEqual({ items: [], next: null });
  });
});
