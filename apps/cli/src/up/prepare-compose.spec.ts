import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeMissingSecrets } from './prepare-compose.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'compose-')), 'secrets');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim();

describe('writeMissingSecrets', () => {
  it('makes random secrets in a folder that is closed to others, and URLs that fit the passwords', async () => {
    const made = await writeMissingSecrets(folder);

    expect(made.toSorted()).toEqual(readdirSync(folder));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(read('touchstone_secret')).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(made.map(read)).size).toBe(made.length);
    expect(new URL(read('database_url')).password).toBe(read('postgres_password'));
    expect(new URL(read('redis_url')).password).toBe(read('redis_password'));
  });

  it('keeps those that are there, and makes what is missing fit them', async () => {
    await writeMissingSecrets(folder);
    const [secret, password] = [read('touchstone_secret'), read('postgres_password')];
    rmSync(join(folder, 'database_url'), { force: true });

    const made = await writeMissingSecrets(folder);

    expect(made).toEqual(['database_url']);
    expect([read('touchstone_secret'), read('postgres_password')]).toEqual([secret, password]);
    expect(new URL(read('database_url')).password).toBe(password);
  });

  it('makes one anew that was cut short, and puts nothing in the place of one that it cannot read', async () => {
    await writeMissingSecrets(folder);
    rmSync(join(folder, 'metrics_token'), { force: true });
    writeFileSync(join(folder, 'metrics_token'), '');
    expect(await writeMissingSecrets(folder)).toEqual(['metrics_token']);

    rmSync(join(folder, 'touchstone_secret'), { force: true });
    mkdirSync(join(folder, 'touchstone_secret'));
    await expect(writeMissingSecrets(folder)).rejects.toThrow('EISDIR');
  });
});
