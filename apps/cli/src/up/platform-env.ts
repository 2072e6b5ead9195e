import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder, writePrivately } from './state-folder.js';

/** What API and worker are started with: this process's own variables win over what Touchstone manages. */
export async function platformEnv(urls: {
  database: string;
  redis: string;
}): Promise<Record<string, string | undefined>> {
  return {
    NODE_ENV: 'production',
    ...process.env,
    DATABASE_URL: urls.database,
    REDIS_URL: urls.redis,
    TOUCHSTONE_SECRET: process.env['TOUCHSTONE_SECRET'] ?? (await readSecret()),
  };
}

/** Kept, so that a restart logs nobody out. */
async function readSecret(): Promise<string> {
  const path = join(stateFolder, 'secret');
  const known = await readFile(path, 'utf8').catch(() => '');
  if (known.trim().length >= 32) return known.trim();
  const secret = randomBytes(32).toString('hex');
  await writePrivately(path, `${secret}\n`);
  return secret;
}
