import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './load-config.js';
import type { Environment } from './setting.js';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function aFile(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const REQUIRED: Environment = {
  DATABASE_URL_FILE: aFile('database', 'postgres://app:hunter2@db/touchstone\n'),
  REDIS_URL: 'redis://cache:6379',
  TOUCHSTONE_SECRET_FILE: aFile('secret', `${'x'.repeat(32)}\n`),
};

describe('a secret in a file', () => {
  it('is read without the line end that editors leave', () => {
    const config = loadConfig({ ...REQUIRED, TOUCHSTONE_METRICS_TOKEN_FILE: aFile('token', 'y'.repeat(16)) });

    expect(config.database.url.reveal()).toBe('postgres://app:hunter2@db/touchstone');
    expect(config.auth.secret.reveal()).toBe('x'.repeat(32));
    expect(config.http.metricsToken?.reveal()).toBe('y'.repeat(16));
  });

  it.each([
    [
      'is not there',
      { TOUCHSTONE_SECRET_FILE: '/nowhere/secret' },
      /^TOUCHSTONE_SECRET_FILE names a file that cannot be read, \/nowhere\/secret: ENOENT$/,
    ],
    [
      'is empty',
      { TOUCHSTONE_SECRET_FILE: aFile('empty', '\n') },
      /^TOUCHSTONE_SECRET_FILE names an empty file/,
    ],
    [
      'comes twice',
      { TOUCHSTONE_SECRET: 'z'.repeat(32) },
      /^TOUCHSTONE_SECRET and TOUCHSTONE_SECRET_FILE are both set/,
    ],
    [
      'is too short',
      { TOUCHSTONE_SECRET_FILE: aFile('short', 'short') },
      /^TOUCHSTONE_SECRET must have at least 32 bytes$/,
    ],
    [
      'is no secret',
      { PORT_FILE: '/port', TOUCHSTONE_BOARDS_FILE: '/boards' },
      /^TOUCHSTONE_BOARDS_FILE is not a setting/,
    ],
  ])('that %s is a mistake', (_, env, mistake) => {
    expect(mistakesOf({ ...REQUIRED, ...env })).toEqual([expect.stringMatching(mistake)]);
  });

  it('is taken as unset when its variable is empty, as Compose passes on what is not set', () => {
    expect(loadConfig({ ...REQUIRED, TOUCHSTONE_METRICS_TOKEN_FILE: '' }).http.metricsToken).toBeNull();
  });
});

function mistakesOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}
