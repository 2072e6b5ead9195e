import { random } from '@touchstone/kit';
import { expectRequests, lines, request, toText, type Field } from './parsing.ts';

describe('Requests', () => {
  it('reads the parts of a request line', async () => {
    const path = `/${random.word()}`;
    const methods = ['GET', 'OPTIONS', 'M-SEARCH', 'get', random.word(6).toUpperCase(), "!#$%&'*+-.^_`|~"];
    const targets = [
      `${path}?a=b&c=%20`,
      '*',
      `http://shop.example${path}`,
      'shop.example:443',
      `${path}#"<>[]\\^{|}`,
    ];

    for (const method of methods) {
      await expectRequests(`${method} ${path} HTTP/1.1\r\nHost: a\r\n\r\n`, [
        request({ method, target: path }),
      ]);
    }
    for (const target of targets) {
      await expectRequests(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`, [request({ target })]);
    }
  });

  it('gives header names in lower case, in their order, repeats included', async () => {
    const fields: Field[] = [
      ['Host', 'a'],
      ['X-Forwarded-For', random.word()],
      ['COOKIE', random.word()],
      ['x-forwarded-for', random.word()],
      [`x-${random.word()}`, random.word()],
      ['Cookie', random.word()],
    ];
    const headers = fields.map(([name, value]): Field => [name.toLowerCase(), value]);

    const header = lines(...fields.map(([name, value]) => `${name}: ${value}`));

    await expectRequests(`GET / HTTP/1.1\r\n${header}\r\n`, [request({ headers })]);
  });

  it('takes spaces and tabs from around a value and from nowhere else', async () => {
    const [one, two] = [random.word(), random.word()];
    const spellings: [string, string][] = [
      [`X-A:${one}`, one],
      [`X-A: \t ${one} \t`, one],
      [`X-A: ${one}  \t${two}`, `${one}  \t${two}`],
      [`X-A: ${one}: ${two}:`, `${one}: ${two}:`],
      [`X-A: \xa0${one}\xa0 `, `\xa0${one}\xa0`],
      ['X-A:', ''],
      ['X-A: \t ', ''],
    ];

    for (const [line, value] of spellings) {
      await expectRequests(`GET / HTTP/1.1\r\n${lines('Host: a', line)}\r\n`, [
        request({
          headers: [
            ['host', 'a'],
            ['x-a', value],
          ],
        }),
      ]);
    }
  });

  it('reads each byte of a value as one character', async () => {
    const value = `${random.word()}\x80\xa0\xe4\xc3\xa9\xff`;

    await expectRequests(`GET / HTTP/1.1\r\n${lines('Host: a', `X-Name: ${value}`)}\r\n`, [
      request({
        headers: [
          ['host', 'a'],
          ['x-name', value],
        ],
      }),
    ]);
  });

  it('reads exactly Content-Length bytes as the body', async () => {
    const bodies = [
      toText(random.bytes(random.integer(200, 400))),
      `\r\n\r\n${random.word()}\0\n`,
      `GET /${random.word()} HTTP/1.1\r\nHost: evil\r\n\r\n`,
      'é'.repeat(random.integer(3, 9)),
    ];

    for (const body of bodies) {
      const length = String(body.length);
      const head = `PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`;
      const expected = request({
        method: 'PUT',
        headers: [
          ['host', 'a'],
          ['content-length', length],
        ],
        body,
      });
      await expectRequests(`${head}${body}`, [expected]);
      await expectRequests(`${head}${body}${head}${body}`, [expected, expected]);
    }
  });

  it('takes a request without framing headers as one without a body', async () => {
    const target = `/${random.word()}`;

    await expectRequests(`POST ${target} HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n`, [
      request({ method: 'POST', target }),
      request(),
    ]);
    await expectRequests(
      `PUT ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n`,
      [
        request({
          method: 'PUT',
          target,
          headers: [
            ['host', 'a'],
            ['content-length', '0'],
          ],
        }),
        request(),
      ],
    );
  });

  it('skips empty lines before a request', async () => {
    const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

    await expectRequests(`\r\n${get}`, [request()]);
    await expectRequests(`${'\r\n'.repeat(random.integer(2, 5))}${get}\r\n\r\n${get}`, [
      request(),
      request(),
    ]);
  });

  it('reads HTTP/1.0 requests, with a Host and without', async () => {
    const target = `/${random.word()}`;

    await expectRequests(`GET ${target} HTTP/1.0\r\nHost: a\r\n\r\n`, [request({ target, version: '1.0' })]);
    await expectRequests(`GET ${target} HTTP/1.0\r\n\r\n`, [
      request({ target, version: '1.0', headers: [] }),
    ]);
  });
});
