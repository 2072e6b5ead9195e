import { describe, expect, it } from '@jest/globals';
import { Refusal } from '#contracts';
import { AddressRefused, checkLiteralAddress, checkWebhookUrl, lookUpFor } from './webhook-addresses.js';

const mistakeOf = (url: string, allowed: 'public' | 'loopback' = 'public'): string | null => {
  try {
    checkWebhookUrl(url, allowed);
    return null;
  } catch (error) {
    return error instanceof Refusal ? (error.extra.errors?.[0]?.message ?? 'no message') : String(error);
  }
};

describe('checkWebhookUrl (P15)', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://localhost/',
    'https://localhost./',
    'https://redis.localhost/',
  ])('refuses %s', (url) => {
    expect(mistakeOf(url)).toBe('write an address on the public internet');
  });

  it.each([
    ['http://example.org/', /https/],
    ['https://user@example.org/', /user and password/],
    ['https://:secret@example.org/', /user and password/],
    ['https://example.org/#part', /#/],
  ])('refuses %s', (url, reason) => {
    expect(mistakeOf(url)).toMatch(reason);
  });

  it('takes a public address', () => {
    expect(mistakeOf('https://example.org:8443/hook?key=1')).toBeNull();
    expect(mistakeOf('https://[2606:4700:4700::1111]/')).toBeNull();
  });

  it('lets this machine in when it is told to, and nothing else', () => {
    expect(mistakeOf('http://127.0.0.1:8080/', 'loopback')).toBeNull();
    expect(mistakeOf('http://localhost:8080/', 'loopback')).toBeNull();
    expect(mistakeOf('http://10.0.0.1/', 'loopback')).not.toBeNull();
    expect(mistakeOf('http://169.254.169.254/', 'loopback')).not.toBeNull();
  });
});

describe('checkLiteralAddress (P15)', () => {
  it('refuses what was public when it was registered under other rules', () => {
    expect(() => checkLiteralAddress(new URL('http://127.0.0.1/'), 'public')).toThrow(AddressRefused);
    expect(() => checkLiteralAddress(new URL('http://[::1]/'), 'public')).toThrow(AddressRefused);
  });

  it('says nothing about names', () => {
    expect(() => checkLiteralAddress(new URL('https://example.org/'), 'public')).not.toThrow();
  });
});

describe('lookUpFor (P15)', () => {
  const lookUp = (name: string, allowed: 'public' | 'loopback') =>
    new Promise<string>((resolve, reject) => {
      lookUpFor(allowed)(name, { all: true }, (error, found) =>
        error === null ? resolve(JSON.stringify(found)) : reject(error),
      );
    });

  it('refuses a name that leads to this machine', async () => {
    await expect(lookUp('localhost', 'public')).rejects.toThrow(AddressRefused);
  });

  it('gives the addresses that it has checked', async () => {
    await expect(lookUp('localhost', 'loopback')).resolves.toMatch(/"127\.0\.0\.1"|"::1"/);
  });
});
