import { database } from './product.ts';

/** Every index, with what its columns are and how they are compared; the direction does not matter. */
const INDEXES = `
  SELECT c.relname::text AS name, t.relname::text AS on, pg_relation_size(c.oid) AS bytes,
    EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid) AS is_key, i.indisunique AS is_unique,
    am.amname || ' ' || coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS kind,
    to_json(ARRAY(SELECT pg_get_indexdef(c.oid, k, false) || ' ' || i.indclass[k - 1] || ' ' || i.indcollation[k - 1]
          FROM generate_series(1, i.indnkeyatts) AS k ORDER BY k)) AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am am ON am.oid = c.relam
  WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname`;

export interface Index {
  readonly name: string;
  readonly on: string;
  readonly bytes: number;
  readonly is_key: boolean;
  readonly is_unique: boolean;
  readonly kind: string;
  readonly columns: readonly string[];
}

export const listIndexes = async (): Promise<Index[]> =>
  (await database().query(INDEXES)) as unknown as Index[];

export const MIB = 1024 * 1024;
export const MOST_MIB = { events: 105, parcels: 13, customers: 6 };

/** What one transaction, taken back, does to `parcels`. */
export async function watchParcels(
  sql: string,
  params: readonly unknown[],
): Promise<Record<string, unknown>> {
  const connection = await database().connect();
  await connection.query('BEGIN');
  await connection.query(sql, params);
  const [seen] = await connection.query(
    `SELECT seq_scan AS scans, n_tup_upd AS updates, n_tup_hot_upd AS hot_updates
     FROM pg_stat_xact_user_tables WHERE relid = 'public.parcels'::regclass`,
  );
  await connection.query('ROLLBACK');
  await connection.close();
  return seen ?? {};
}

/** Whether the other index serves wherever this one does. */
export function isBeginningOf(index: Index, other: Index): boolean {
  return (
    index.on === other.on &&
    index.kind === other.kind &&
    index.columns.every((column, place) => other.columns[place] === column)
  );
}
