import { random, step, subjectModule } from '@touchstone/kit';

interface Feed {
  requests: {
    method: string;
    target: string;
    version: string;
    headers: [string, string][];
    body: Uint8Array;
  }[];
  error: string | null;
}

const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'ascii'));

describe('First requests', () => {
  it('reads the request line', async () => {
    const target = `/${random.word()}`;
    const parser = await subjectModule.callForObject('createParser');

    const feed = await parser.call('feed', ascii(`GET ${target} HTTP/1.1\r\nHost: shop.example\r\n\r\n`));

    await step('what feed returned for a whole GET request', () => {
      expect(feed).toMatchObject({ requests: [{ method: 'GET', target, version: '1.1' }], error: null });
    });
  });

  it('reads the headers', async () => {
    const parser = await subjectModule.callForObject('createParser');

    const feed = await parser.call(
      'feed',
      ascii('GET / HTTP/1.1\r\nHost: shop.example\r\nX-Id:  7 \r\n\r\n'),
    );

    await step('the headers of the request', () => {
      expect((feed as Feed).requests[0]?.headers).toEqual([
        ['host', 'shop.example'],
        ['x-id', '7'],
      ]);
    });
  });

  it('waits for the rest of a request', async () => {
    const body = random.sentence(4);
    const parser = await subjectModule.callForObject('createParser');

    const first = await parser.call('feed', ascii(`POST / HTTP/1.1\r\nHost: a\r\nContent-Le`));
    await step('what feed returned for half a request', () =>
      expect(first).toEqual({ requests: [], error: null }),
    );

    const second = await parser.call('feed', ascii(`ngth: ${body.length}\r\n\r\n${body}`));
    await step('the number of requests after the rest', () =>
      expect((second as Feed).requests).toHaveLength(1),
    );
    const received = Buffer.from((second as Feed).requests[0]?.body ?? []).toString('latin1');
    await step('the body', () => expect(received).toBe(body));
  });

  it('refuses a space before the colon', async () => {
    const parser = await subjectModule.callForObject('createParser');

    const feed = await parser.call(
      'feed',
      ascii('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n'),
    );

    await step('what feed returned', () => expect(feed).toEqual({ requests: [], error: 'bad-header' }));
  });

  it('says that a request was cut off', async () => {
    const parser = await subjectModule.callForObject('createParser');
    await parser.call('feed', ascii('GET / HTTP/1.1\r\nHost: a\r\n'));

    await step('what end returned within a header section', async () => {
      expect(await parser.call('end')).toBe('incomplete-message');
    });
  });
});
