import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeApi, json, noContent, problem } from './fake-api.js';
import { runCli } from './run-cli.js';
import { Workspace } from './workspace.js';

const TOKEN_ID = '9b1c5a52-4f3c-4a57-9f3e-0a2b8f7f1c22';
const pair = { accessToken: 'access', expiresInSeconds: 900, refreshToken: 'refresh' };
const created = { id: TOKEN_ID, name: 'x', token: 'tst_new', expiresAt: '2026-04-02T03:04:05.000Z' };
const me = {
  id: '1b1c5a52-4f3c-4a57-9f3e-0a2b8f7f1c33',
  email: 'ada@example.org',
  displayName: 'Ada',
  alias: 'quiet-heron-417',
  boardVisibility: 'alias',
  role: 'learner',
  hasPassword: true,
};

let api: FakeApi;
let home: Workspace;
beforeEach(async () => {
  api = await FakeApi.start();
  home = new Workspace();
  api
    .on('POST auth/login', json(pair))
    .on('POST auth/register', json(pair, 201))
    .on('POST auth/logout', noContent)
    .on('POST me/tokens', json(created, 201))
    .on('GET me', json(me))
    .on(`DELETE me/tokens/${TOKEN_ID}`, noContent);
});
afterEach(async () => {
  home.dispose();
  await api.close();
});

const cli = (words: string[], stdin = '') =>
  runCli(words, { cwd: home.dir, env: { XDG_CONFIG_HOME: home.dir, TOUCHSTONE_URL: api.url }, stdin });
const stored = () => join(home.dir, 'touchstone', 'credentials.json');
const logIn = () => cli(['login', '--email', 'ada@example.org', '--password-stdin'], 'correct horse\n');

describe('touchstone login', () => {
  it('trades a password for a token of its own, and keeps that where only its owner can read it', async () => {
    const { exitCode, stdout } = await logIn();

    expect(exitCode).toBe(0);
    expect(stdout).toContain('as Ada (ada@example.org, learner)');
    expect(api.asked('POST auth/login')[0]?.body).toEqual({
      email: 'ada@example.org',
      password: 'correct horse',
    });
    expect(api.asked('POST me/tokens')[0]?.headers['authorization']).toBe('Bearer access');
    expect(api.asked('POST auth/logout')[0]?.body).toEqual({ refreshToken: 'refresh' });
    expect(statSync(stored()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(stored(), 'utf8'))).toEqual({
      servers: { [api.url]: { token: 'tst_new', tokenId: TOKEN_ID, email: 'ada@example.org' } },
    });
    expect(readFileSync(stored(), 'utf8')).not.toContain('correct horse');
  });

  it('makes an account with --register', async () => {
    const words = ['login', '--register', '--email', 'ada@example.org', '--name', 'Ada', '--password-stdin'];

    const { exitCode } = await cli(words, 'correct horse');

    expect(exitCode).toBe(0);
    expect(api.asked('POST auth/register')[0]?.body).toEqual({
      email: 'ada@example.org',
      password: 'correct horse',
      displayName: 'Ada',
    });
  });

  it('keeps a token that is given after trying it', async () => {
    await cli(['login', '--token', 'tst_given']);

    expect(api.asked('GET me')[0]?.headers['authorization']).toBe('Bearer tst_given');
    expect(readFileSync(stored(), 'utf8')).toContain('tst_given');
  });

  it('keeps nothing when the server refuses', async () => {
    api.on('POST auth/login', problem(401, 'wrong-credentials', 'E-mail or password is wrong.'));

    const { exitCode, stderr } = await logIn();

    expect(exitCode).toBe(1);
    expect(stderr).toBe('touchstone: E-mail or password is wrong.\n');
    expect(existsSync(stored())).toBe(false);
  });

  it('says what to pass when there is no terminal to ask on', async () => {
    expect(await cli(['login'])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('E-mail') });
  });
});

describe('touchstone whoami and logout', () => {
  it('use the stored token, and take it back', async () => {
    await logIn();

    const whoami = await cli(['whoami']);
    const logout = await cli(['logout']);

    expect(whoami.stdout).toBe(`Ada (ada@example.org, learner) at ${api.url}\n`);
    expect(logout.exitCode).toBe(0);
    expect(api.asked(`DELETE me/tokens/${TOKEN_ID}`)[0]?.headers['authorization']).toBe('Bearer tst_new');
    expect(JSON.parse(readFileSync(stored(), 'utf8'))).toEqual({ servers: {} });
  });

  it('forgets a token that the server has already ended', async () => {
    await logIn();
    api.on(`DELETE me/tokens/${TOKEN_ID}`, problem(401, 'unauthenticated', 'You are not logged in.'));

    expect(await cli(['logout'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('tells a damaged credentials file', async () => {
    home.write({ 'touchstone/credentials.json': '{' });

    const { exitCode, stderr } = await cli(['whoami']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('is damaged: delete it and log in again');
  });
});

describe('touchstone --version', () => {
  it('prints the version of the clone', async () => {
    const { stdout, exitCode } = await cli(['--version']);

    expect({ stdout: stdout.trim(), exitCode }).toEqual({ stdout: '0.1.0', exitCode: 0 });
  });
});
