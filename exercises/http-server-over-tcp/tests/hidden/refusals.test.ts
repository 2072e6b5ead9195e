import { random, step, subject } from '@touchstone/kit';
import { aText, Client, request, storeNote } from './wire.ts';

const LONGEST_REQUEST_LINE = 4096;
const LARGEST_HEADERS = 16_384;
const LARGEST_BODY = 1_048_576;

/** Sends it on a connection of its own; whatever is behind it must not be answered. */
async function expectRefused(what: string, wire: string, status: number): Promise<void> {
  const client = await Client.open();
  await client.send(wire);
  const answer = await client.expectAnswer(what, status);
  await step(`${what}, its Connection header`, () =>
    expect(answer.headers.connection?.toLowerCase()).toBe('close'),
  );
  await client.expectClosed(`after ${what}`);
}

const post = (...fields: string[]) =>
  `POST /echo HTTP/1.1\r\nHost: a\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n`;

describe('Refusals', () => {
  it('meet what is no request, or can be read in two ways', async () => {
    const path = await storeNote(aText());
    const behind = request(`DELETE ${path}`);
    const chunks = (lines: string) => `${post('Transfer-Encoding: chunked')}${lines}`;
    const mistakes: [string, string][] = [
      ['a request line without a version', 'GET /notes\r\nHost: a\r\n\r\n'],
      ['a request line with two spaces', 'GET  /notes HTTP/1.1\r\nHost: a\r\n\r\n'],
      ['a request without Host', `GET /notes HTTP/1.1\r\nX-Host: a\r\n\r\n`],
      ['a request with two Hosts', `GET /notes HTTP/1.1\r\nHost: a\r\nX-A: b\r\nhost: b\r\n\r\n`],
      ['a header line without a colon', `GET /notes HTTP/1.1\r\nHost: a\r\n${random.word()}\r\n\r\n`],
      ['a space before the colon of a header', `${post('Content-Length : 5')}hello`],
      ['two Content-Lengths', `${post('Content-Length: 5', 'Content-Length: 6')}hello`],
      ['a Content-Length that is no number', `${post('Content-Length: +5')}hello`],
      [
        'Content-Length and Transfer-Encoding together',
        `${post('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
      ],
      ['a chunk size with garbage', chunks('5x\r\nhello\r\n0\r\n\r\n')],
      ['a chunk size with a sign', chunks('+5\r\nhello\r\n0\r\n\r\n')],
      ['a chunk that is longer than its size', chunks('4\r\nhello\r\n0\r\n\r\n')],
    ];

    for (const [what, wire] of mistakes) await expectRefused(what, wire + behind, 400);

    const note = await subject.get(path);
    await step('a note, after requests behind a mistake asked to delete it', () =>
      expect(note).toHaveStatus(200),
    );
  });

  it('name what the server does not speak', async () => {
    const behind = request('GET /notes');

    await expectRefused('Transfer-Encoding: br', `${post('Transfer-Encoding: br')}${behind}`, 501);
    const coded = `${post(`Transfer-Encoding: ${random.pick(['gzip', 'deflate'])}, chunked`)}0\r\n\r\n`;
    await expectRefused('a coding before chunked', coded + behind, 501);
    const version = `${random.pick([2, 3])}.0`;
    await expectRefused(`HTTP/${version}`, `GET /notes HTTP/${version}\r\nHost: a\r\n\r\n${behind}`, 505);

    const client = await Client.open();
    const minor = `HTTP/1.${random.integer(2, 9)}`;
    await client.send(`GET /notes ${minor}\r\nHost: a\r\n\r\n`);
    await client.expectAnswer(`a request of ${minor}, which is not refused`, 200);
  });

  it('come at the limit, without waiting for the rest', async () => {
    const client = await Client.open();
    const line = (length: number) =>
      `GET /notes?${'a'.repeat(length - 'GET /notes? HTTP/1.1'.length)} HTTP/1.1`;
    await client.send(`${line(LONGEST_REQUEST_LINE)}\r\nHost: a\r\n\r\n`);
    await client.expectAnswer('a request line of 4,096 bytes', 200);
    const field = (bytes: number) => `X-A: ${'b'.repeat(bytes - 'X-A: \r\n'.length)}\r\n`;
    const host = 'Host: a\r\n';
    await client.send(`GET /notes HTTP/1.1\r\n${host}${field(LARGEST_HEADERS - host.length)}\r\n`);
    await client.expectAnswer('headers of 16,384 bytes', 200);
    await client.send(request(`POST /${random.word(12)}`, { body: 'c'.repeat(LARGEST_BODY) }));
    await client.expectAnswer('a body of 1 MiB, for a path that is not there', 404);

    const more = random.integer(100, 900);
    await expectRefused(
      'the beginning of a request line that is too long',
      line(LONGEST_REQUEST_LINE + more).slice(0, -' HTTP/1.1'.length),
      414,
    );
    await expectRefused(
      'the beginning of a header that is too long',
      `GET /notes HTTP/1.1\r\n${host}${field(LARGEST_HEADERS + more).slice(0, -2)}`,
      431,
    );
    const small = field(Math.ceil(LARGEST_HEADERS / 20));
    await expectRefused('many headers', `GET /notes HTTP/1.1\r\n${host}${small.repeat(20)}`, 431);
    await expectRefused('a Content-Length beyond 1 MiB', post(`Content-Length: ${LARGEST_BODY + more}`), 413);
    const size = (LARGEST_BODY - 4).toString(16);
    await expectRefused(
      'a chunk that makes the body larger than 1 MiB',
      `${post('Transfer-Encoding: chunked')}5\r\nhello\r\n${size}\r\n`,
      413,
    );
  });
});
