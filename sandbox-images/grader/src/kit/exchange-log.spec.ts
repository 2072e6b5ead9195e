import { describe, expect, it } from '@jest/globals';
import { HttpExchange } from '#contracts';
import { ExchangeLog, toHttpExchange, type LoggedExchange } from './exchange-log.js';

function anExchange(more: Partial<LoggedExchange> = {}): LoggedExchange {
  return {
    method: 'GET',
    url: 'http://127.0.0.1:8080/',
    requestHeaders: {},
    requestBody: null,
    response: null,
    ...more,
  };
}

describe('ExchangeLog', () => {
  it('knows the request that was never answered', () => {
    const log = new ExchangeLog();
    expect(log.unanswered).toBeNull();

    const pending = anExchange();
    log.record(pending);
    expect(log.unanswered).toBe(pending);

    pending.response = { status: 200, headers: {}, body: new Uint8Array() };
    expect(log.unanswered).toBeNull();
  });
});

describe('toHttpExchange', () => {
  const asIs = (text: string) => text;

  it('is one that the protocol takes, whatever escaping makes of its text (H10, C14)', () => {
    const treacherous = '\u061c'.repeat(1000);
    const body = Buffer.from(treacherous);
    const exchange = anExchange({
      url: `http://127.0.0.1:8080/${treacherous}`,
      requestBody: body,
      response: { status: 200, headers: { 'x-odd': treacherous }, body },
    });

    const shown = toHttpExchange(exchange, asIs);

    expect(HttpExchange.safeParse(shown).error).toBeUndefined();
  });

  it('cuts no address within a character, which no database would take (D18)', () => {
    for (const odd of ['', 'x']) {
      const { request } = toHttpExchange(anExchange({ url: odd + '😀'.repeat(400) }), asIs);

      expect(request.url).toMatch(/😀…$/u);
    }
  });

  it('keeps an exchange within about 6 KiB and says how much it hides', () => {
    const huge = Buffer.alloc(500_000, 'a');
    const headers = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`x-${index}`, 'value'.repeat(10)]),
    );
    const exchange = anExchange({
      url: `http://127.0.0.1:8080/${'u'.repeat(5000)}`,
      requestHeaders: headers,
      requestBody: huge,
      response: { status: 200, headers, body: huge },
    });

    const shown = toHttpExchange(exchange, asIs);

    expect(JSON.stringify(shown).length).toBeLessThan(7000);
    expect(shown.response?.body).toContain('(498000 more bytes)');
  });

  it('cleans every text', () => {
    const exchange = anExchange({
      requestHeaders: { 'x-secret': 'hush' },
      requestBody: Buffer.from('hush'),
      response: { status: 500, headers: { location: 'hush' }, body: Buffer.from('a hush b') },
    });

    const shown = toHttpExchange(exchange, (text) => text.replaceAll('hush', '•••'));

    expect(JSON.stringify(shown)).not.toContain('hush');
    expect(shown.response?.body).toBe('a ••• b');
  });

  const GAP = { status: 200, headers: {}, body: Buffer.from('a\u001b[31m\u202e\r\nb') };

  it('shows as escapes what a terminal or a page could act on (H12, I11)', () => {
    const shown = toHttpExchange(anExchange({ response: GAP }), asIs);

    expect(shown.response?.body).toBe('a\\u001b[31m\\u202e\\r\nb');
    expect(HttpExchange.safeParse(shown).success).toBe(true);
  });

  it.each<[string, Uint8Array | null, object]>([
    ['no body', null, { body: null }],
    ['plain text', Buffer.from('{"title":"żółw"}'), { body: '{"title":"żółw"}' }],
    ['controls', Buffer.from('a\u0000'), { body: 'a\\u0000', bodyBase64: 'YQA=' }],
    ['bytes that are no text', Buffer.from([0x61, 0xff]), { body: 'a\ufffd', bodyBase64: 'Yf8=' }],
  ])('keeps a request so that it can be sent again: %s', (_, requestBody, told) => {
    const { request } = toHttpExchange(anExchange({ requestBody }), asIs);

    expect(request).toEqual({ method: 'GET', url: 'http://127.0.0.1:8080/', headers: {}, ...told });
  });

  it.each<[string, Partial<LoggedExchange>]>([
    ['a long body', { requestBody: Buffer.alloc(3000, 'a') }],
    ['a body that grows under its escapes', { requestBody: Buffer.alloc(1900, 0) }],
    ['a body with a secret', { requestBody: Buffer.from('hush\u0000') }],
    ['long headers', { requestHeaders: { cookie: 'c'.repeat(700) } }],
    ['a header with a control', { requestHeaders: { 'x-a': 'a\u0085b' } }],
    ['an address with a secret', { url: 'http://127.0.0.1:8080/?key=hush' }],
    ['a long address', { url: `http://127.0.0.1:8080/${'u'.repeat(700)}` }],
  ])('says that a request is not whole: %s', (_, more) => {
    const { request } = toHttpExchange(anExchange(more), (text) => text.replaceAll('hush', '•••'));

    expect(request.cut).toBe(true);
    expect(request.bodyBase64).toBeUndefined();
  });

  it('says that the body of an answer goes on', () => {
    const response = (length: number) => ({ status: 200, headers: {}, body: Buffer.alloc(length, 'a') });

    expect(toHttpExchange(anExchange({ response: response(2001) }), asIs).response?.cut).toBe(true);
    expect(toHttpExchange(anExchange({ response: response(2000) }), asIs).response?.cut).toBeUndefined();
  });
});
