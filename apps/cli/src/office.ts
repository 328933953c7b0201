import type { Database } from '#db/transaction.js';

export interface NamedOffice {
  id: string;
  name: string;
}

/** All offices of this installation, by name. */
export async function allOffices(database: Database, now: Date): Promise<NamedOffice[]> {
  const ids = await database.acrossOffices<{ office_id: string }>('office_days', [now]);
  const offices: NamedOffice[] = [];
  for (const { office_id: id } of ids) {
    const [office] = await database.inOffice({ officeId: id }, (tx) => tx.query<NamedOffice>('SELECT id, name FROM offices WHERE id = $1', [id]));
    if (office) offices.push(office);
  }
  return offices.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * The office meant by its name or id; the only one there is when nothing was said.
 *
 * @throws Error naming the offices there are
 */
export async function officeMeant(database: Database, wanted: string | undefined, now: Date): Promise<NamedOffice> {
  const offices = await allOffices(database, now);
  const meant = wanted === undefined ? offices : offices.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
  if (meant.length === 1) return meant[0]!;
  if (offices.length === 0) throw new Error('There is no office yet. Make one: vacatur seed --name "Name of the office"');
  const list = offices.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  const why = wanted === undefined ? 'There are several offices; say which with --office <name or id>.' : `--office "${wanted}" names ${meant.length === 0 ? 'no office' : 'several offices; use the id'}.`;
  throw new Error(`${why} The offices are:\n${list}`);
}
