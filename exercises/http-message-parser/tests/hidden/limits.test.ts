import { random, step } from '@touchstone/kit';
import { expectRefusal, lines, newParser, parse, show, type Options } from './parsing.ts';

const post = (...headers: string[]) => `POST / HTTP/1.1\r\n${lines('Host: a', ...headers)}\r\n`;
const CHUNKED = post('Transfer-Encoding: chunked');

/** A request whose head is exactly that many bytes long. */
function headOf(size: number): string {
  const empty = post('X-Pad: ');
  return post(`X-Pad: ${'x'.repeat(size - empty.length)}`);
}

async function expectError(
  what: string,
  input: string,
  error: string | null,
  options: Options,
): Promise<void> {
  const feed = await parse(input, options);
  await step(`the error with ${JSON.stringify(options)} after ${what}`, () => expect(feed.error).toBe(error));
}

describe('Limits', () => {
  it('accepts a head of exactly maxHeaderBytes and not one byte more', async () => {
    const maxHeaderBytes = random.integer(100, 300);

    const feed = await parse(headOf(maxHeaderBytes), { maxHeaderBytes });
    await step(`the error for a head of ${maxHeaderBytes} bytes, which are allowed`, () =>
      expect(feed.error).toBeNull(),
    );
    await step('the number of requests', () => expect(feed.requests).toHaveLength(1));
    await expectRefusal(headOf(maxHeaderBytes + 1), 'headers-too-large', { maxHeaderBytes });
    const pair = await parse(headOf(maxHeaderBytes) + headOf(maxHeaderBytes), { maxHeaderBytes });
    await step('the number of requests of two such heads', () => expect(pair.requests).toHaveLength(2));
    const behind = await parse(`${'\r\n'.repeat(random.integer(1, 3))}${headOf(maxHeaderBytes)}`, {
      maxHeaderBytes,
    });
    await step('the error for such a head behind empty lines, which count towards no limit', () =>
      expect(behind.error).toBeNull(),
    );
  });

  it('refuses a line that does not end as soon as it is too long', async () => {
    const maxHeaderBytes = random.integer(100, 300);
    const starts = ['GET /', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: '];

    for (const start of starts) {
      const parser = await newParser({ maxHeaderBytes });
      const full = await parser.feed(start.padEnd(maxHeaderBytes, 'a'));
      await step(`the error after ${maxHeaderBytes} bytes that begin with ${show(start)}`, () =>
        expect(full.error).toBeNull(),
      );
      const over = await parser.feed('a');
      await step('the error after one byte more', () => expect(over.error).toBe('headers-too-large'));
    }
  });

  it('limits chunk-size lines and trailers as well', async () => {
    const maxHeaderBytes = random.integer(100, 300);
    const options = { maxHeaderBytes };
    const extension = (size: number) => `${CHUNKED}1;${'x'.repeat(size - 4)}\r\n`;
    const trailer = (size: number) => `${CHUNKED}0\r\nX: ${'y'.repeat(size - 7)}\r\n\r\n`;

    await expectError(
      `a chunk-size line of ${maxHeaderBytes} bytes`,
      extension(maxHeaderBytes),
      null,
      options,
    );
    await expectError(
      `a chunk-size line of ${maxHeaderBytes + 1} bytes`,
      extension(maxHeaderBytes + 1),
      'headers-too-large',
      options,
    );
    await expectError(
      'an extension that does not end',
      extension(maxHeaderBytes * 2).trimEnd(),
      'headers-too-large',
      options,
    );
    await expectError(`a trailer section of ${maxHeaderBytes} bytes`, trailer(maxHeaderBytes), null, options);
    await expectError(
      `a trailer section of ${maxHeaderBytes + 1} bytes`,
      trailer(maxHeaderBytes + 1),
      'headers-too-large',
      options,
    );
    await expectError(
      'many short trailers',
      `${CHUNKED}0\r\n${'X: y\r\n'.repeat(maxHeaderBytes / 5)}`,
      'headers-too-large',
      options,
    );
  });

  it('refuses a Content-Length over the limit without waiting for the body', async () => {
    const maxBodyBytes = random.integer(10, 50);
    const body = 'x'.repeat(maxBodyBytes);

    const fits = await parse(`${post(`Content-Length: ${maxBodyBytes}`)}${body}`, { maxBodyBytes });
    await step(`the bodies with a Content-Length of ${maxBodyBytes}, which is allowed`, () => {
      expect(fits).toMatchObject({ requests: [{ body }], error: null });
    });
    await expectRefusal(post(`Content-Length: ${maxBodyBytes + 1}`), 'body-too-large', { maxBodyBytes });
  });

  it('adds up the chunks for the limit of the body', async () => {
    const maxBodyBytes = random.integer(12, 15);
    const ten = 'a\r\n0123456789\r\n';
    const rest = maxBodyBytes - 10;

    const fits = await parse(`${CHUNKED}${ten}${rest}\r\n${'x'.repeat(rest)}\r\n0\r\n\r\n`, { maxBodyBytes });
    await step(`the body of ${maxBodyBytes} bytes in two chunks, which are allowed`, () => {
      expect(fits).toMatchObject({ requests: [{ body: `0123456789${'x'.repeat(rest)}` }], error: null });
    });
    await expectRefusal(`${CHUNKED}${ten}${rest + 1}\r\n`, 'body-too-large', { maxBodyBytes });
    await expectRefusal(`${CHUNKED}${(maxBodyBytes + 1).toString(16)}\r\n`, 'body-too-large', {
      maxBodyBytes,
    });
  });

  it('takes a size of any length for what it is', async () => {
    const small = random.integer(1, 9);

    for (const zeros of [7, 8, 15, 16, 31, 300]) {
      await expectRefusal(`${CHUNKED}1${'0'.repeat(zeros)}${small}\r\n`, 'body-too-large');
    }
    const huge = [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n, 2n ** 128n].map(
      (power) => power + BigInt(small),
    );
    for (const length of [...huge.map(String), '9'.repeat(400)]) {
      await expectRefusal(post(`Content-Length: ${length}`), 'body-too-large');
    }
  });

  it('has limits when it is given none', async () => {
    await expectError('a head of 8192 bytes', headOf(8192), null, {});
    await expectRefusal(headOf(8193), 'headers-too-large');
    await expectError('a Content-Length of 1048576', post('Content-Length: 1048576'), null, {});
    await expectRefusal(post('Content-Length: 1048577'), 'body-too-large');
    const onlyBody = await parse(headOf(8193), { maxBodyBytes: 5 });
    await step('the error for a head of 8193 bytes with only maxBodyBytes given', () =>
      expect(onlyBody.error).toBe('headers-too-large'),
    );
  });
});
