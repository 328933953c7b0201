import type { DataSource, EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

declare const inOneOffice: unique symbol;

/**
 * A transaction opened for one office. Only `Database.inOffice` makes one, so a query that has no office does not
 * compile; inside it, row-level security hides every other office's rows even from SQL that forgets to ask.
 */
export interface OfficeTx {
  readonly [inOneOffice]: true;
  readonly officeId: string;
  readonly manager: EntityManager;
  repo<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E>;
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** The session behind an access token was revoked, or its user disabled, after the token was issued. */
export class SessionEnded extends Error {}

/** The access token speaks of a role that its user no longer has: the holder must refresh it. */
export class RoleChanged extends Error {}

export class Database {
  constructor(private readonly source: DataSource) {}

  /**
   * Runs `work` in one transaction inside `office`: all of it is committed, or none.
   * With `sessionId` the session is checked first; `work` then gets the user's role as it is at this moment. A `role`
   * that came with an access token must still be that one: the check rides on the query that opens the office, so a
   * token may carry the role and still never outlive it.
   *
   * @throws SessionEnded, RoleChanged before `work` starts
   */
  async inOffice<T>(
    office: { officeId: string; sessionId?: string | null; role?: string | null },
    work: (tx: OfficeTx, role: string | null) => Promise<T>,
  ): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
      const [entered] = (await runner.query('SELECT enter_office($1, $2) AS role', [office.officeId, office.sessionId ?? null])) as {
        role: string | null;
      }[];
      const role = entered?.role ?? null;
      if (office.sessionId && !role) throw new SessionEnded('session ended');
      if (office.sessionId && office.role && office.role !== role) throw new RoleChanged('role changed');
      const result = await work(officeTx(office.officeId, runner.manager), role);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }

  /**
   * Calls one of the narrow functions of the schema that look across offices (sign-in, outbox, schedule). Their names
   * and what they return are the whole of what the program can learn without an office.
   */
  async acrossOffices<Row>(name: AcrossOffices, parameters: readonly unknown[]): Promise<Row[]> {
    const marks = parameters.map((_, index) => `$${index + 1}`).join(', ');
    return this.source.query<Row[]>(`SELECT * FROM ${name}(${marks})`, [...parameters]);
  }

  /** As `acrossOffices`, for the relay, which holds the rows it took until it has handed them over. */
  async relaying<T>(work: (call: <Row>(name: AcrossOffices, parameters: readonly unknown[]) => Promise<Row[]>) => Promise<T>): Promise<T> {
    return this.source.transaction((manager) =>
      work((name, parameters) => manager.query(`SELECT * FROM ${name}(${parameters.map((_, i) => `$${i + 1}`).join(', ')})`, [...parameters])),
    );
  }
}

export type AcrossOffices =
  | 'sign_in_lookup'
  | 'office_days'
  | 'offices_with_due_reminders'
  | 'outbox_take'
  | 'outbox_sent'
  | 'outbox_next'
  | 'jobs_in_flight'
  | 'jobs_put_back'
  | 'jobs_forget'
  | 'offices_at'
  // these open the office they are given and obey its policy
  | 'job_start'
  | 'job_progress'
  | 'job_done'
  | 'job_failed';

function officeTx(officeId: string, manager: EntityManager): OfficeTx {
  const tx: Omit<OfficeTx, typeof inOneOffice> = {
    officeId,
    manager,
    repo: (entity) => manager.getRepository(entity),
    query: async <Row>(sql: string, parameters?: readonly unknown[]) => rowsOf(await manager.query<Row[] | [Row[], number]>(sql, parameters ? [...parameters] : undefined)),
  };
  return tx as OfficeTx;
}

/** Of UPDATE and DELETE TypeORM gives the rows together with their number. */
function rowsOf<Row>(result: Row[] | [Row[], number]): Row[] {
  return result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number' ? result[0] : (result as Row[]);
}
