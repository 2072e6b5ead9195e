import { describe, expect, it } from '@jest/globals';
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
  it('shows the last exchange', () => {
    const log = new ExchangeLog();
    const last = anExchange({ method: 'PUT' });

    log.record(anExchange());
    log.record(last);

    expect(log.shown).toBe(last);
  });

  it('shows the exchange that a failed matcher looked at, until the next request', () => {
    const log = new ExchangeLog();
    const first = anExchange();
    const third = anExchange();

    log.record(first);
    log.record(anExchange());
    log.blame(first);
    expect(log.shown).toBe(first);

    log.record(third);
    expect(log.shown).toBe(third);
  });

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

  it('keeps an exchange within about 4 KiB and says how much it hides', () => {
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

    expect(JSON.stringify(shown).length).toBeLessThan(5000);
    expect(shown.response?.body).toContain('(498600 more bytes)');
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
});
