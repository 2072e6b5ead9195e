import type { DataSource } from 'typeorm';

/** Settles when Postgres answers. The caller brings the deadline. */
export async function pingDatabase(dataSource: DataSource): Promise<void> {
  await dataSource.query('SELECT 1');
}
