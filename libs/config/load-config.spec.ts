import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { ConfigError, loadConfig } from './load-config.js';
import type { Environment } from './setting.js';

const REQUIRED: Environment = {
  DATABASE_URL: 'postgres://app:hunter2@db/touchstone',
  REDIS_URL: 'redis://:hunter2@cache:6379',
  TOUCHSTONE_SECRET: 'x'.repeat(32),
};

function mistakesOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs three variables and knows the rest', () => {
    const config = loadConfig(REQUIRED);

    expect(config.http).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      trustedProxies: [],
      metricsToken: null,
    });
    expect(config.auth).toMatchObject({ accessTokenMinutes: 15, refreshTokenDays: 30, registration: 'open' });
    expect(config.intake).toEqual({ submissionsPerMinute: 20, concurrentPerUser: 3, mostWaiting: 10_000 });
    expect(config.worker).toMatchObject({ concurrency: 'auto', maxAttempts: 3 });
    expect(config.database.url.reveal()).toBe(REQUIRED['DATABASE_URL']);
  });

  it('reads numbers, choices and URLs', () => {
    const config = loadConfig({
      ...REQUIRED,
      PORT: '8080',
      TOUCHSTONE_CAP_CPUS: '0.5',
      TOUCHSTONE_WORKER_CONCURRENCY: '4',
      TOUCHSTONE_REGISTRATION: 'closed',
      TOUCHSTONE_PUBLIC_URL: 'https://judge.example.org/',
      TOUCHSTONE_TRUST_PROXY: '10.0.0.2, fd00::/8',
    });

    expect(config.http).toMatchObject({
      port: 8080,
      publicUrl: 'https://judge.example.org',
      trustedProxies: ['10.0.0.2', 'fd00::/8'],
    });
    expect(config.caps.cpus).toBe(0.5);
    expect(config.worker.concurrency).toBe(4);
    expect(config.auth.registration).toBe('closed');
  });

  it('links to the port it listens on unless told', () => {
    expect(loadConfig({ ...REQUIRED, PORT: '4000' }).http.publicUrl).toBe('http://localhost:4000');
  });

  it('takes an empty variable as unset', () => {
    expect(loadConfig({ ...REQUIRED, PORT: '', TOUCHSTONE_REGISTRATION: '' }).http.port).toBe(3000);
    expect(mistakesOf({ ...REQUIRED, REDIS_URL: '' })).toEqual([
      expect.stringMatching(/^REDIS_URL is not set/),
    ]);
  });

  it('has no secret of its own to fall back to (P01)', () => {
    const { TOUCHSTONE_SECRET: _, ...rest } = REQUIRED;

    expect(mistakesOf(rest)).toEqual([expect.stringMatching(/^TOUCHSTONE_SECRET is not set/)]);
  });

  it.each(['true', '*', '1', 'proxy.example.org', '10.0.0.0/0', '::/0', '10.0.0.1/33', '10.0.0.1/8/8', ','])(
    'trusts no proxy that is called %s (P03)',
    (value) => {
      expect(mistakesOf({ ...REQUIRED, TOUCHSTONE_TRUST_PROXY: value })).toEqual([
        expect.stringMatching(/^TOUCHSTONE_TRUST_PROXY must be addresses/),
      ]);
    },
  );

  it('takes unenforced limits by name only, and lists the names it knows', () => {
    const env = { ...REQUIRED, TOUCHSTONE_ACCEPT_UNENFORCED: 'seccomp, processor' };

    expect(loadConfig(env).worker.acceptUnenforced).toEqual(['seccomp', 'processor']);
    expect(loadConfig(REQUIRED).worker.acceptUnenforced).toEqual([]);
    expect(mistakesOf({ ...env, TOUCHSTONE_ACCEPT_UNENFORCED: 'all,seccomp' })).toEqual([
      expect.stringMatching(/^TOUCHSTONE_ACCEPT_UNENFORCED does not know all; it knows uid, .*, tcp-memory$/),
    ]);
  });

  it('signs in with nobody else unless told, and with a provider when all of it is set', () => {
    const oidc = {
      TOUCHSTONE_OIDC_ISSUER: 'https://login.example.org/realms/school/',
      TOUCHSTONE_OIDC_CLIENT_ID: 'touchstone',
      TOUCHSTONE_OIDC_CLIENT_SECRET: 'hunter2hunter2',
    };

    expect(loadConfig(REQUIRED)).toMatchObject({
      github: { url: 'https://github.com', clientId: null, clientSecret: null },
      oidc: { issuer: null, clientId: null, clientSecret: null },
    });
    expect(loadConfig({ ...REQUIRED, ...oidc }).oidc).toMatchObject({
      issuer: 'https://login.example.org/realms/school',
      clientId: 'touchstone',
    });
    expect(mistakesOf({ ...REQUIRED, ...oidc, TOUCHSTONE_OIDC_CLIENT_SECRET: '' })).toEqual([
      'TOUCHSTONE_OIDC_CLIENT_SECRET is not set, but TOUCHSTONE_OIDC_ISSUER and TOUCHSTONE_OIDC_CLIENT_ID are',
    ]);
    expect(mistakesOf({ ...REQUIRED, TOUCHSTONE_GITHUB_CLIENT_ID: 'touchstone' })).toEqual([
      'TOUCHSTONE_GITHUB_CLIENT_SECRET is not set, but TOUCHSTONE_GITHUB_CLIENT_ID is',
    ]);
  });

  it.each([
    'http://github.example.org',
    'https://me:pw@github.com',
    'github.com',
    'https://github.com/?a=1',
    'file:///etc',
  ])('speaks to no provider at %s (P15)', (url) => {
    expect(mistakesOf({ ...REQUIRED, TOUCHSTONE_GITHUB_URL: url })).toEqual([
      'TOUCHSTONE_GITHUB_URL must be a URL that starts with https:// and holds no password',
    ]);
  });

  it('speaks to a provider on this machine without TLS', () => {
    const { github } = loadConfig({ ...REQUIRED, TOUCHSTONE_GITHUB_URL: 'http://127.0.0.1:8080' });

    expect(github.url).toBe('http://127.0.0.1:8080');
  });

  it('lists every mistake at once', () => {
    expect(
      mistakesOf({ PORT: 'http', TOUCHSTONE_SECRET: 'short', TOUCHSTONE_REGISTRATION: 'maybe' }),
    ).toEqual([
      'PORT must be a number',
      expect.stringMatching(/^DATABASE_URL is not set: a URL, postgres:\/\/ or postgresql:\/\//),
      expect.stringMatching(/^REDIS_URL is not set/),
      'TOUCHSTONE_SECRET must have at least 32 bytes',
      'TOUCHSTONE_REGISTRATION must be one of open, closed',
    ]);
  });

  it.each([
    ['PORT', '0', 'PORT must be 1 to 65535'],
    ['PORT', '1e3', 'PORT must be a number'],
    ['PORT', '80.5', 'PORT must be a whole number'],
    ['TOUCHSTONE_LEASE_MS', '-1', 'TOUCHSTONE_LEASE_MS must be 5000 to 600000'],
    ['TOUCHSTONE_WORKER_CONCURRENCY', 'many', 'TOUCHSTONE_WORKER_CONCURRENCY must be auto, or 1 to 256'],
    [
      'DATABASE_URL',
      'mysql://db',
      'DATABASE_URL must be a URL that starts with postgres:// or postgresql://',
    ],
    ['REDIS_URL', 'localhost:6379', 'REDIS_URL must be a URL that starts with redis:// or rediss://'],
    [
      'TOUCHSTONE_PUBLIC_URL',
      'example.org',
      'TOUCHSTONE_PUBLIC_URL must be a URL that starts with http:// or https://',
    ],
  ])('refuses %s=%s', (name, value, mistake) => {
    expect(mistakesOf({ ...REQUIRED, [name]: value })).toEqual([mistake]);
  });

  it('refuses a name of ours that it does not know and suggests the nearest', () => {
    expect(mistakesOf({ ...REQUIRED, TOUCHSTONE_SECRETS: 'x', TOUCHSTONE_COLOUR: 'red' })).toEqual([
      'TOUCHSTONE_SECRETS is not a setting; did you mean TOUCHSTONE_SECRET?',
      'TOUCHSTONE_COLOUR is not a setting; take it out of the environment',
    ]);
  });

  it('leaves the variables of other programs alone', () => {
    expect(
      mistakesOf({ ...REQUIRED, TOUCHSTONE_TOKEN: 'for the command line', HOME: '/root', PORTS: '1' }),
    ).toEqual([]);
  });

  it('never shows a secret, whole or in a mistake', () => {
    const config = loadConfig(REQUIRED);
    const shown = [
      JSON.stringify(config),
      inspect(config, { depth: 9, showHidden: true }),
      String(config.database.url),
    ];
    const mistakes = mistakesOf({
      ...REQUIRED,
      TOUCHSTONE_SECRET: 'hunter2',
      DATABASE_URL: 'mysql://:hunter2@db',
    });

    expect(mistakes).toHaveLength(2);
    for (const text of [...shown, ...mistakes]) expect(text).not.toMatch(/hunter2|xxxx/);
    expect(shown[2]).toBe('[secret]');
  });
});
