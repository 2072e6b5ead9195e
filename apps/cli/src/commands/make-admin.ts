import { randomBytes } from 'node:crypto';
import { Refusal, RegisterRequest } from '#contracts';
import { migrate, UserRepository } from '#persistence';
import { openPlatformDatabase, withPlatform } from '../backup/open-platform.js';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { hashNewPassword } from '../up/first-admin.js';

/** Makes an account for whoever runs the platform, where `npm start` does not: nobody else could make the first one. */
export async function makeAdmin(context: Context, word: string): Promise<number> {
  const email = readEmail(word);
  const password = randomBytes(15).toString('base64url');
  await withPlatform(context, true, ({ databaseUrl }) => insertAdmin(databaseUrl, email, password));
  context.terminal.print(`${email} may do everything; the password, which is shown this once: ${password}`);
  return EXIT_CODE.ok;
}

async function insertAdmin(databaseUrl: string, email: string, password: string): Promise<void> {
  const dataSource = await openPlatformDatabase(databaseUrl);
  try {
    await migrate(dataSource);
    const passwordHash = await hashNewPassword(password);
    await new UserRepository(dataSource).insertUser({
      email,
      displayName: 'Admin',
      passwordHash,
      role: 'admin',
    });
  } catch (error) {
    if (error instanceof Refusal) throw new CommandError(error.message, undefined, { cause: error });
    throw error;
  } finally {
    await dataSource.destroy();
  }
}

function readEmail(word: string): string {
  const parsed = RegisterRequest.shape.email.safeParse(word);
  if (!parsed.success) throw new CommandError(`${word} is not an e-mail address`);
  return parsed.data;
}
