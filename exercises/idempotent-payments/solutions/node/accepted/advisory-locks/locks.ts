import { Client } from 'pg';

/**
 * Which payments are under way. PostgreSQL frees a session's locks when its process is gone, however it went, so that
 * nothing has to expire. One session holds those of the whole instance; within a session a lock could be had twice, hence the set.
 */
const session = new Client({ connectionString: process.env.DATABASE_URL });
// Without this session the locks are gone: whoever starts this process again gives it a new one.
session.on('error', (error) => {
  console.error(error);
  process.exit(1);
});
await session.connect();
const held = new Set<string>();

/** Runs `work` while nobody else runs anything under this name; null when somebody does. */
export async function whileAlone<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  if (held.has(name)) return null;
  held.add(name);
  try {
    const { rows } = await session.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine', [name]);
    if (!rows[0].mine) return null;
    try {
      return await work();
    } finally {
      await session.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    }
  } finally {
    held.delete(name);
  }
}
