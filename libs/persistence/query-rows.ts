import type { DataSource, EntityManager } from 'typeorm';

/** Runs one parameterised statement and returns its rows, whatever the statement (TypeORM shapes UPDATE and DELETE otherwise). */
export async function queryRows<Row>(
  database: DataSource | EntityManager,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const raw = await database.query<unknown[]>(sql, [...parameters]);
  return (isRowsAndCount(raw) ? raw[0] : raw) as Row[];
}

/** True when the statement touched or returned at least one row: `… RETURNING` of a conditional write that won. */
export async function hasRows(
  database: DataSource | EntityManager,
  sql: string,
  parameters: readonly unknown[],
): Promise<boolean> {
  return (await queryRows(database, sql, parameters)).length > 0;
}

function isRowsAndCount(raw: unknown[]): raw is [unknown[], number] {
  return raw.length === 2 && Array.isArray(raw[0]) && typeof raw[1] === 'number';
}
