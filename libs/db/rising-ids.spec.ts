import { validate, version } from 'uuid';
import { risingIds } from './rising-ids.js';

it('ids rise in the order of the list, and no two are the same', () => {
  for (let i = 0; i < 50; i++) {
    const ids = [...risingIds(300)];
    expect([...ids].sort()).toEqual(ids);
    expect(new Set([...ids, ...risingIds(300)]).size).toBe(600);
    expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  }
  expect(risingIds(0)).toEqual([]);
});
