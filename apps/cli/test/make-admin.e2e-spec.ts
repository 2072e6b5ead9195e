import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verify } from '@node-rs/argon2';
import { openDatabase, UserRepository } from '#persistence';
import { createTestDatabase, type TestDatabase } from '#testing';
import { runCli } from './run-cli.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const cli = (email: string) =>
  runCli(['make-admin', email], { cwd: '/', env: { DATABASE_URL: database.url } });

describe('touchstone make-admin', () => {
  it('makes the first account in an empty database, and prints a password that opens it', async () => {
    const { exitCode, stdout } = await cli('ada@example.org');

    const dataSource = await openDatabase({ url: database.url, poolSize: 1 });
    const admin = await new UserRepository(dataSource).findUserByEmail('ada@example.org');
    await dataSource.destroy();
    const [, password = ''] = /shown this once: (\S+)\n$/.exec(stdout) ?? [];
    expect(exitCode).toBe(0);
    expect(admin).toMatchObject({ role: 'admin' });
    expect(await verify(admin!.passwordHash!, password)).toBe(true);
  });

  it.each([
    ['eve@example.org', 'twice', /already|taken|account/i],
    ['nobody', 'once', /nobody is not an e-mail address/],
  ])('refuses %s %s with a sentence', async (email, times, sentence) => {
    if (times === 'twice') await cli(email);

    const { exitCode, stdout, stderr } = await cli(email);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});
