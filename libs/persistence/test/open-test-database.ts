import type { DataSource } from 'typeorm';
import { createTestDatabase } from '#testing';
import { migrate } from '../migrate.js';
import { openDatabase } from '../open-database.js';

export interface OpenTestDatabase {
  readonly dataSource: DataSource;
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A migrated database of its own, dropped with `await using` or `[Symbol.asyncDispose]()`. */
export async function openTestDatabase(): Promise<OpenTestDatabase> {
  const { url, drop } = await createTestDatabase();
  const dataSource = await openDatabase({ url, poolSize: 20 });
  await migrate(dataSource);
  return {
    dataSource,
    url,
    async [Symbol.asyncDispose]() {
      await dataSource.destroy();
      await drop();
    },
  };
}
