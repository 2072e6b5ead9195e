import { random, step } from '@touchstone/kit';
import { expectRefusal, lines, newParser, parse, request, show } from './parsing.ts';

const get = (...headers: string[]) => `GET / HTTP/1.1\r\n${lines(...headers)}\r\n`;
const post = (...headers: string[]) => `POST / HTTP/1.1\r\n${lines('Host: a', ...headers)}\r\n`;
const CHUNKED_BODY = '5\r\nhello\r\n0\r\n\r\n';

describe('Smuggling and malformed input', () => {
  it('refuses Content-Length together with Transfer-Encoding', async () => {
    const length = `Content-Length: ${random.integer(0, 20)}`;
    const encoding = 'Transfer-Encoding: chunked';

    await expectRefusal(`${post(length, encoding)}${CHUNKED_BODY}`, 'conflicting-framing');
    await expectRefusal(
      `${post(encoding, `X-A: ${random.word()}`, length)}${CHUNKED_BODY}`,
      'conflicting-framing',
    );
    await expectRefusal(
      `POST / HTTP/1.0\r\nHost: a\r\n${encoding}\r\n\r\n${CHUNKED_BODY}`,
      'conflicting-framing',
    );
  });

  it('refuses more than one Content-Length', async () => {
    await expectRefusal(`${post('Content-Length: 5', 'Content-Length: 6')}hello!`, 'bad-content-length');
    await expectRefusal(
      `${post('Content-Length: 0', `X-A: ${random.word()}`, 'content-length: 5')}hello`,
      'bad-content-length',
    );
    await expectRefusal(`${post('Content-Length: 5', 'Content-Length: 5')}hello`, 'bad-content-length');
    await expectRefusal(`${post('Content-Length: 5, 5')}hello`, 'bad-content-length');
  });

  it('refuses a Content-Length that is not made of digits', async () => {
    for (const value of [
      '+5',
      '-5',
      '-0',
      '0x5',
      '5.0',
      '5e0',
      '1_0',
      '5 5',
      '5;',
      'five',
      '',
      '"5"',
      '\xb2',
    ]) {
      await expectRefusal(`${post(`Content-Length: ${value}`)}hello`, 'bad-content-length');
    }
  });

  it('refuses every transfer encoding but chunked', async () => {
    const others = [
      'xchunked',
      'chunkedx',
      'identity',
      'gzip, chunked',
      'chunked, identity',
      'chunked, chunked',
      'chunked;q=1',
      '"chunked"',
      '',
    ];

    for (const value of others) {
      await expectRefusal(`${post(`Transfer-Encoding: ${value}`)}${CHUNKED_BODY}`, 'bad-transfer-encoding');
    }
    const twice = ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'];
    await expectRefusal(`${post(...twice)}${CHUNKED_BODY}`, 'bad-transfer-encoding');
    await expectRefusal(`${post(...twice.reverse())}${CHUNKED_BODY}`, 'bad-transfer-encoding');
  });

  it('refuses white space before the colon of a header', async () => {
    await expectRefusal(`${post('Content-Length : 5')}hello`, 'bad-header');
    await expectRefusal(`${post('Transfer-Encoding\t: chunked')}${CHUNKED_BODY}`, 'bad-header');
    await expectRefusal(get('Host: a', `X-${random.word()} : 1`), 'bad-header');
  });

  it('refuses folded header lines', async () => {
    const value = random.word();

    await expectRefusal(get('Host: a', `X-A: ${value}`, ` ${random.word()}`), 'obs-fold');
    await expectRefusal(`${post('X-A: b', '\tContent-Length: 5')}hello`, 'obs-fold');
    await expectRefusal(get(' Host: a'), 'obs-fold');
    await expectRefusal(
      `${post('Transfer-Encoding: chunked')}0\r\nX-A: ${value}\r\n ${value}\r\n\r\n`,
      'obs-fold',
    );
  });

  it('refuses lines that do not end with CR LF', async () => {
    const word = random.word();
    const inputs = [
      'GET / HTTP/1.1\nHost: a\n\n',
      `GET /${word} HTTP/1.1\nHost: a\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\nX-A: ${word}\r\n\r\n`,
      'GET / HTTP/1.1\r\nHost: a\r\n\n',
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${word}\rX-B: c\r\n\r\n`,
      `GET /${word}\rHTTP/1.1\r\nHost: a\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${word}\r\r\n\r\n`,
      `${post('Transfer-Encoding: chunked')}5\nhello\r\n0\r\n\r\n`,
      `${post('Transfer-Encoding: chunked')}5;${word}\nhello\r\n0\r\n\r\n`,
      `${post('Transfer-Encoding: chunked')}5;${word}\r${word}\r\nhello\r\n0\r\n\r\n`,
      `${post('Transfer-Encoding: chunked')}0\r\nX-A: ${word}\n\r\n`,
    ];

    for (const input of inputs) await expectRefusal(input, 'bad-line-ending');
  });

  it('refuses request lines of another form', async () => {
    const requestLines = [
      'GET /',
      'GET',
      'GET  / HTTP/1.1',
      'GET /  HTTP/1.1',
      'GET / HTTP/1.1 ',
      ' GET / HTTP/1.1',
      `GET /${random.word()} ${random.word()} HTTP/1.1`,
      'GET\t/\tHTTP/1.1',
      'G(T / HTTP/1.1',
      'GET /caf\xe9 HTTP/1.1',
      'GET /a\0b HTTP/1.1',
      'GET / http/1.1',
      'GET / HTTP/1',
      'GET / HTTP/1.10',
      'GET / HTTP/x.1',
      'GET / FTP/1.1',
    ];

    for (const line of requestLines) await expectRefusal(`${line}\r\nHost: a\r\n\r\n`, 'bad-request-line');
  });

  it('refuses versions that it does not speak', async () => {
    for (const version of ['0.9', '1.2', '2.0', `${random.integer(3, 9)}.1`]) {
      await expectRefusal(`GET / HTTP/${version}\r\nHost: a\r\n\r\n`, 'bad-version');
    }
  });

  it('insists on exactly one Host', async () => {
    const host = `Host: ${random.word()}.example`;

    await expectRefusal(get(), 'bad-host');
    await expectRefusal(get(`X-${host}`), 'bad-host');
    await expectRefusal(get(host, `host: ${random.word()}`), 'bad-host');
    await expectRefusal(get(host, 'X-A: b', host), 'bad-host');
    await expectRefusal(`GET / HTTP/1.0\r\n${lines(host, host)}\r\n`, 'bad-host');
  });

  it('refuses broken names and control characters in headers', async () => {
    const word = random.word();
    const bad = [
      word,
      `: ${word}`,
      `X A: ${word}`,
      `X(A): ${word}`,
      `X\xe4: ${word}`,
      `X-A: ${word}\0`,
      `X-A: \x01${word}`,
      `X-A: ${word}\x7f`,
      `X\0A: ${word}`,
    ];

    for (const line of bad) {
      await expectRefusal(get('Host: a', line), 'bad-header');
      await expectRefusal(`${post('Transfer-Encoding: chunked')}0\r\n${line}\r\n\r\n`, 'bad-header');
    }
  });

  it('returns what was complete before a mistake, and nothing after it', async () => {
    const target = `/${random.word()}`;
    const good = `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
    const mistakes: [string, string][] = [
      [`${post('Content-Length: 1', 'Content-Length: 2')}${good}`, 'bad-content-length'],
      [`${post('Transfer-Encoding: chunked')}x\r\n`, 'bad-chunk'],
      [`GET\r\n${good}`, 'bad-request-line'],
    ];

    for (const [mistake, error] of mistakes) {
      const parser = await newParser();
      const first = await parser.feed(`${good}${mistake}`);
      await step(`what feed returned for a good request and ${show(mistake)}`, () => {
        expect(first).toEqual({ requests: [request({ target })], error });
      });
      const second = await parser.feed(good);
      await step('what feed returned for a good request after that', () =>
        expect(second).toEqual({ requests: [], error }),
      );
      await step('what end returned after that', async () => expect(await parser.end()).toBe(error));
    }
  });

  it('refuses a mistake as soon as its line ends', async () => {
    const starts: [string, string][] = [
      ['GET /\r\n', 'bad-request-line'],
      ['GET / HTTP/3.0\r\n', 'bad-version'],
      ['GET / HTTP/1.1\r\nHost : a\r\n', 'bad-header'],
      ['GET / HTTP/1.1\r\nHost: a\n', 'bad-line-ending'],
      [`${post('Transfer-Encoding: chunked')}+5\r\n`, 'bad-chunk'],
    ];

    for (const [start, error] of starts) {
      const { error: seen } = await parse(start);
      await step(`the error after ${show(start)}`, () => expect(seen).toBe(error));
    }
  });
});
