import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { migrate, openDatabase, UserRepository } from '#persistence';
import { toMessage, UpFailure } from './up-failure.js';
import { stateFolder, writePrivately } from './state-folder.js';

export const ADMIN_EMAIL = 'admin@touchstone.local';
export const adminCredentialsFile = join(stateFolder, 'admin-credentials');

/** Brings the schema up to date and, in a database without users, makes the first one. */
export async function prepareDatabase(url: string): Promise<{ adminCreated: boolean }> {
  const dataSource = await openDatabase({ url, poolSize: 2 }).catch((error: unknown) => {
    const { host } = new URL(url);
    throw new UpFailure(`Postgres at ${host} cannot be used: ${toMessage(error)}. Check DATABASE_URL`, {
      cause: error,
    });
  });
  try {
    await migrate(dataSource);
    const users = new UserRepository(dataSource);
    if ((await users.countUsers()) > 0) return { adminCreated: false };
    await createAdmin(users);
    return { adminCreated: true };
  } finally {
    await dataSource.destroy();
  }
}

/** The file comes first: an account whose password nobody has would be worse than a file without an account. */
async function createAdmin(users: UserRepository): Promise<void> {
  const password = randomBytes(15).toString('base64url');
  await writePrivately(adminCredentialsFile, `email: ${ADMIN_EMAIL}\npassword: ${password}\n`);
  const passwordHash = await hashNewPassword(password);
  await users.insertUser({ email: ADMIN_EMAIL, displayName: 'Admin', passwordHash, role: 'admin' });
}

/** As the API hashes: argon2id, 19 MiB, two passes, one lane. */
export function hashNewPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}
