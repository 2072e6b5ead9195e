import { eventually, services, step } from '@touchstone/kit';

const LOCKED = `SELECT count(*)::int AS count FROM pg_locks WHERE mode = 'ExclusiveLock' AND relation IS NOT NULL AND granted`;

async function listTables(): Promise<string[]> {
  const tables = await services.postgres.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  return tables.map(({ name }) => name);
}

/** Half a second, and up to four more until two writes wait: one of them came after a look that was too early. */
const HOLD = `SELECT pg_sleep(0.5);
  DO $$ BEGIN
    FOR tenth IN 1..40 LOOP
      EXIT WHEN (SELECT count(*) FROM pg_locks WHERE NOT granted) >= 2;
      PERFORM pg_sleep(0.1);
    END LOOP;
  END $$;`;

/**
 * Holds every write to the program's tables back for a while, but no read, so that requests which look first and write then
 * have looked before the first of them writes, however slow the machine is.
 */
export async function whileWritesWait<T>(work: () => Promise<T>): Promise<T> {
  const tables = await listTables();
  await step('tables of the program', () => expect(tables).not.toEqual([]));
  const areLocked = async () => {
    const [locks] = await services.postgres.query<{ count: number }>(LOCKED);
    expect(locks?.count).toBeGreaterThanOrEqual(tables.length);
  };
  const [result] = await Promise.all([
    eventually(areLocked, 5000).then(work),
    services.postgres.run(`BEGIN; LOCK TABLE ${tables.join(', ')} IN EXCLUSIVE MODE; ${HOLD} COMMIT;`),
  ]);
  return result;
}

/** Every text that stands in the program's tables, whatever they are called. */
export async function readTexts(): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const name of await listTables()) {
    const rows = await services.postgres.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${name} t`);
    for (const { row } of rows) collect(row, texts);
  }
  return texts;
}

/** What `work` added to them. */
export async function readNewTexts(work: () => Promise<unknown>): Promise<string[]> {
  const before = await readTexts();
  await work();
  return [...(await readTexts())].filter((text) => !before.has(text));
}

function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) collect(part, texts);
}

/** What is to be said about a text as the hash of a password, or null when it looks like none. */
export function judgeHash(text: string): string | null {
  const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text);
  if (bcrypt) return Number(bcrypt[1]) >= 10 ? 'slow' : `bcrypt with cost ${Number(bcrypt[1])}`;
  const scrypt = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$[^$]{16,}\$[^$]{16,}$/.exec(text);
  if (scrypt) {
    const [ln, r, p] = scrypt.slice(1).map(Number) as [number, number, number];
    return ln >= 14 && r >= 8 && p >= 1 ? 'slow' : `scrypt with ln=${ln},r=${r},p=${p}`;
  }
  const argon2id = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[^$]{11,}\$[^$]{16,}$/.exec(text);
  if (argon2id) {
    const [m, t, p] = argon2id.slice(1).map(Number) as [number, number, number];
    return m >= 19456 && t >= 2 && p >= 1 ? 'slow' : `argon2id with m=${m},t=${t},p=${p}`;
  }
  return null;
}
