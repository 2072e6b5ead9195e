import { random, step } from '@touchstone/kit';
import { newParser, sampleRequest, show, type Feed, type Request } from './parsing.ts';

const FRAMINGS = ['none', 'length', 'chunked'] as const;

/** Feeds the pieces to one parser and joins what comes back. */
async function feedAll(pieces: Iterable<string>): Promise<Feed> {
  const parser = await newParser();
  const requests: Request[] = [];
  for (const piece of pieces) {
    const feed = await parser.feed(piece);
    requests.push(...feed.requests);
    if (feed.error !== null) return { requests, error: feed.error };
  }
  return { requests, error: null };
}

describe('Any split of the input', () => {
  it('reads requests that come byte by byte', async () => {
    for (const framing of FRAMINGS) {
      const { wire, expected } = sampleRequest(framing);

      const feed = await feedAll(wire);

      await step(`what came of ${show(wire)}, byte by byte`, () =>
        expect(feed).toEqual({ requests: [expected], error: null }),
      );
    }
  });

  it('reads a request cut in two at any place', async () => {
    const { wire, expected } = sampleRequest('chunked');

    for (let cut = 1; cut < wire.length; cut += 1) {
      const pieces = [wire.slice(0, cut), wire.slice(cut)];
      const feed = await feedAll(pieces);
      await step(`what came of the pieces ${pieces.map((piece) => show(piece)).join(' and ')}`, () => {
        expect(feed).toEqual({ requests: [expected], error: null });
      });
    }
  });

  it('returns all requests that one piece completes, in their order', async () => {
    const samples = [...random.shuffle(FRAMINGS), ...random.shuffle(FRAMINGS)].map((framing) =>
      sampleRequest(framing),
    );
    const parser = await newParser();

    const feed = await parser.feed(samples.map(({ wire }) => wire).join(''));

    await step('what feed returned for six requests at once', () => {
      expect(feed).toEqual({ requests: samples.map(({ expected }) => expected), error: null });
    });
  });

  it('reads a long stream in random pieces', async () => {
    const samples = Array.from({ length: 20 }, () => sampleRequest());
    const wires = samples.map(({ wire }) => wire);
    const stream = wires.slice(0, -3).join('');
    const pieces: string[] = [];
    for (let at = 0; at < stream.length;) {
      const size = random.pick([1, 2, 3, random.integer(4, 60), random.integer(60, 300)]);
      pieces.push(stream.slice(at, at + size));
      at += size;
    }
    pieces.push(wires.slice(-3).join(''));

    const feed = await feedAll(pieces);

    await step('the targets of 20 requests', () => {
      expect(feed.requests.map(({ target }) => target)).toEqual(
        samples.map(({ expected }) => expected.target),
      );
    });
    await step('what came of 20 requests in random pieces, the last three in one', () => {
      expect(feed).toEqual({ requests: samples.map(({ expected }) => expected), error: null });
    });
  });

  it('returns a request with the very byte that completes it', async () => {
    for (const framing of FRAMINGS) {
      const { wire, expected } = sampleRequest(framing);
      const parser = await newParser();

      const early = await parser.feed(wire.slice(0, -1));
      await step(`what feed returned for all but the last byte of ${show(wire)}`, () => {
        expect(early).toEqual({ requests: [], error: null });
      });
      const silence = await parser.feed('');
      await step('what feed returned for no bytes at all', () =>
        expect(silence).toEqual({ requests: [], error: null }),
      );
      const complete = await parser.feed(wire.slice(-1));
      await step('what feed returned for the last byte', () =>
        expect(complete).toEqual({ requests: [expected], error: null }),
      );
    }
  });

  it('keeps two parsers apart', async () => {
    const samples = [sampleRequest('length'), sampleRequest('chunked')];
    const parsers = [await newParser(), await newParser()];
    const halves = samples.map(({ wire }) => Math.floor(wire.length / 2));

    for (const index of [0, 1])
      await parsers[index]?.feed(samples[index]?.wire.slice(0, halves[index]) ?? '');
    for (const index of [0, 1]) {
      const feed = await parsers[index]?.feed(samples[index]?.wire.slice(halves[index]) ?? '');
      await step(`what parser ${index + 1} returned, fed in turns with another`, () => {
        expect(feed).toEqual({ requests: [samples[index]?.expected], error: null });
      });
    }
  });

  it('says at the end whether a request is incomplete', async () => {
    for (const framing of FRAMINGS) {
      const { wire } = sampleRequest(framing);
      const whole = await newParser();
      await whole.feed(wire);
      await step('what end returned after a whole request', async () => expect(await whole.end()).toBeNull());

      for (const length of [1, random.integer(2, wire.length - 2), wire.length - 1]) {
        const cut = await newParser();
        await cut.feed(wire.slice(0, length));
        await step(`what end returned after ${show(wire.slice(0, length))}`, async () => {
          expect(await cut.end()).toBe('incomplete-message');
        });
      }
    }
    const unused = await newParser();
    await step('what end returned without any input', async () => expect(await unused.end()).toBeNull());
  });
});
