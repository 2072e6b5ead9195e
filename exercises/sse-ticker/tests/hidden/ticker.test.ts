import { eventually, random, step, subject } from '@touchstone/kit';
import {
  aMatch,
  aText,
  comeBack,
  countFollowers,
  follow,
  PATIENCE_MS,
  report,
  sendAndReceive,
  takeTexts,
} from './hall.ts';
import { callStream, hangUp } from './phone.ts';

/** Letters of three bytes, behind a word that nothing else begins with. */
const aLongText = (characters: number): string => `${random.word(12)} ${'€'.repeat(characters - 13)}`;
const wordOf = (text: string): string => text.split(' ')[0]!;

afterEach(hangUp);

describe('Entries', () => {
  it('have ids of their own, which followers see', async () => {
    const match = aMatch();
    const stream = await follow(match);
    const texts = [aText(), aText(), aText()];

    const ids: string[] = [];
    for (const text of texts) ids.push(await report(match, text));

    await takeTexts(stream, 3);
    await step('ids of three entries that are different', () => expect(new Set(ids).size).toBe(3));
    await step('ids of the events', () => expect(stream.events.map(({ id }) => id)).toEqual(ids));
  });

  it('are refused when they break a rule, and reported to nobody', async () => {
    const match = aMatch();
    const stream = await follow(match);
    const wrong: [string, unknown][] = [
      ['a kind that does not exist', { kind: 'foul', text: 'x' }],
      ['no kind', { text: 'x' }],
      ['no text', { kind: 'goal' }],
      ['a text that is a number', { kind: 'goal', text: 12 }],
      ['an empty text', { kind: 'goal', text: '' }],
      ['a text of 100 001 characters', { kind: 'goal', text: 'x'.repeat(100_001) }],
      ['a list', []],
    ];

    for (const [name, json] of wrong)
      await step(name, async () =>
        expect(await subject.post(`/matches/${match}/entries`, { json })).toHaveStatus(400),
      );
    await step('half a body', async () =>
      expect(
        await subject.post(`/matches/${match}/entries`, {
          body: '{"kind":"goal","te',
          headers: { 'content-type': 'application/json' },
        }),
      ).toHaveStatus(400),
    );
    const right = aText();
    await report(match, right);

    expect(await takeTexts(stream, 1)).toEqual([right]);
  });
});

describe('Streams', () => {
  it('open at once, and ask proxies not to hold them back', async () => {
    const stream = await subject.eventStream(`/matches/${aMatch()}/stream`);

    const headers = new Map(Object.entries(stream.headers));
    await step('header x-accel-buffering', () => expect(headers.get('x-accel-buffering')).toBe('no'));
    await step('header cache-control', () =>
      expect(headers.get('cache-control')).toMatch(/no-cache|no-store/),
    );
  });

  it('say after how long to come back', async () => {
    const phone = callStream(aMatch());
    phone.read();

    await step('the beginning of the stream', () =>
      eventually(() => expect(phone.received()).toMatch(/^retry: ?2000\r?$/m), PATIENCE_MS),
    );
  });

  it('carry each entry to every follower of its match, and to nobody else', async () => {
    const [match, other] = [aMatch(), aMatch()];
    const followers = [await follow(match), await follow(match), await follow(match)];
    const elsewhere = await follow(other);
    const entries = ['goal', 'card', 'note'].map((event) => ({ event, data: aText() }));

    for (const { event, data } of entries) await report(match, data, event);
    const last = aText();
    await report(other, last);

    for (const stream of followers) {
      await takeTexts(stream, 3);
      expect(stream.events.map(({ event, data }) => ({ event, data }))).toEqual(entries);
    }
    await step('events of another match', async () => expect(await takeTexts(elsewhere, 1)).toEqual([last]));
  });

  it('bring entries one by one, each within half a second', async () => {
    const match = aMatch();
    const stream = await follow(match);

    // The next is reported when the one before has come: who collects them makes each wait.
    const startedAt = performance.now();
    for (let n = 0; n < 6; n += 1) {
      await report(match);
      await stream.next(PATIENCE_MS);
    }

    await step('milliseconds for six entries, one after the other', () =>
      expect(performance.now() - startedAt).toBeLessThanOrEqual(3000),
    );
  });

  it('send a comment when there is nothing to tell, and no event', async () => {
    const match = aMatch();
    const phone = callStream(match);
    phone.read();
    const stream = await subject.eventStream(`/matches/${match}/stream`);

    // One may come with the headers; the other one comes of silence.
    const comments = () => [...phone.received().matchAll(/^:/gm)].length;
    await step('comments within two seconds of silence each', () =>
      eventually(() => expect(comments()).toBeGreaterThanOrEqual(2), 7000),
    );

    await step('events of a silent match', () => expect(stream.events.map(({ data }) => data)).toEqual([]));
  });
});

describe('Lines', () => {
  it('keep a text of several lines together', async () => {
    const text = [aText(), aText(), aText()].join('\n');

    expect(await sendAndReceive(text)).toBe(text);
  });

  it('keep empty lines, and the spaces that lines begin and end with', async () => {
    const text = `\n  ${aText()}\n\n\t${aText()}  \n \n`;

    expect(await sendAndReceive(text)).toBe(text);
    const last = ` ${aText()}\n${aText()} \t `;
    await step('a text that ends with spaces', async () => expect(await sendAndReceive(last)).toBe(last));
  });

  it('keep every other character', async () => {
    const text = `: data: ${aText()} \u2028 \u0085 \u000b \u000c \u001c – „Öl“ 👍🏽 \\n &amp; %0A id: 1`;

    expect(await sendAndReceive(text)).toBe(text);
  });

  it('know all three line ends, so that no text becomes a field', async () => {
    const text = `${aText()}\r\nid: 99\revent: end\r\rdata: ${aText()}\n\rretry: 1`;

    expect(await sendAndReceive(text)).toBe(text.replaceAll(/\r\n|\r/g, '\n'));
  });
});

describe('Coming back', () => {
  it('goes on behind the last event that came', async () => {
    const match = aMatch();
    const texts = Array.from({ length: 12 }, aText);
    const ids: string[] = [];
    for (const text of texts) ids.push(await report(match, text));
    const seen = random.integer(1, 8);

    const stream = await comeBack(match, ids[seen]!);

    const missed = texts.slice(seen + 1);
    await step(`events for who had seen ${seen + 1} of twelve`, async () =>
      expect(await takeTexts(stream, missed.length)).toEqual(missed),
    );
    await step('their ids', () => expect(stream.events.map(({ id }) => id)).toEqual(ids.slice(seen + 1)));
  });

  it('starts over for an id that it does not know', async () => {
    const match = aMatch();
    const texts = Array.from({ length: 3 }, aText);
    for (const text of texts) await report(match, text);

    const stream = await comeBack(match, `never-${random.word()}`);

    expect(await takeTexts(stream, 4)).toEqual(['start over', ...texts]);
    await step('the event before them', () =>
      expect(stream.events[0]).toMatchObject({ event: 'reset', id: null }),
    );
  });

  it('starts over with the last hundred when the entry is no longer kept', async () => {
    const match = aMatch();
    const texts = Array.from({ length: 105 }, aText);
    const ids: string[] = [];
    for (const text of texts) ids.push(await report(match, text));

    const stream = await comeBack(match, ids[1]!);

    await step('events for who had seen 2 of 105', async () =>
      expect(await takeTexts(stream, 101)).toEqual(['start over', ...texts.slice(5)]),
    );
  });

  it('brings what is reported during the catch-up behind it, once', async () => {
    const match = aMatch();
    const first = await report(match);
    const missed = Array.from({ length: 45 }, () => aLongText(50_000));
    for (const text of missed) await report(match, text, 'note');

    // It reads one entry and stops, so that the rest of the catch-up has to wait.
    const phone = callStream(match, first);
    await phone.readUntil(200_000);
    const meanwhile = Array.from({ length: 110 }, () => `${random.word(12)} ${aText()}`);
    for (const text of meanwhile) await report(match, text);
    phone.read();
    const wordsOf = () => [...phone.received().matchAll(/^data: ?(\S+)/gm)].map(([, word]) => word!);
    await eventually(() => expect(wordsOf()).toContain(wordOf(missed.at(-1)!)), 6000).catch(() => undefined);
    const last = `${random.word(12)} and that was all`;
    await eventually(async () => expect(await countFollowers(match)).toBe(1), PATIENCE_MS).catch(
      () => undefined,
    );
    await report(match, last);
    await eventually(() => expect(wordsOf()).toContain(wordOf(last)), 6000).catch(() => undefined);

    await step(
      'first words of the events: 45 that were missed, 110 that were reported meanwhile, one later',
      () => expect(wordsOf()).toEqual([...missed, ...meanwhile, last].map(wordOf)),
    );
  });
});

describe('The end', () => {
  it('ends every stream of the match, and lets nothing more be reported', async () => {
    const match = aMatch();
    const streams = [await follow(match), await follow(match)];

    await report(match, 'That was it', 'end');

    for (const stream of streams) {
      expect(await takeTexts(stream, 1)).toEqual(['That was it']);
      await stream.untilClosed(PATIENCE_MS);
    }
    await step('one more entry', async () =>
      expect(
        await subject.post(`/matches/${match}/entries`, { json: { kind: 'note', text: 'x' } }),
      ).toHaveStatus(409),
    );
  });

  it('gives the rest to who comes back later', async () => {
    const match = aMatch();
    const seen = await report(match);
    const texts = [aText(), 'That was it'];
    await report(match, texts[0]!);
    await report(match, texts[1]!, 'end');

    const stream = await comeBack(match, seen);

    expect(await takeTexts(stream, 2)).toEqual(texts);
    await stream.untilClosed(PATIENCE_MS);
  });

  it('sends away who has missed nothing', async () => {
    const match = aMatch();
    await report(match);
    const end = await report(match, 'That was it', 'end');

    await step('with the id of the end', async () =>
      expect(
        await subject.get(`/matches/${match}/stream`, { headers: { 'last-event-id': end } }),
      ).toHaveStatus(204),
    );
    await step('without an id', async () =>
      expect(await subject.get(`/matches/${match}/stream`)).toHaveStatus(204),
    );
  });
});

describe('Followers', () => {
  it('are counted, and no longer when they have gone', async () => {
    const match = aMatch();
    const streams = [await follow(match), await follow(match), await follow(match), await follow(match)];

    for (const stream of streams.slice(0, 3)) stream.close();

    await step('followers after three of four have gone', () =>
      eventually(async () => expect(await countFollowers(match)).toBe(1), 8000),
    );
    const text = aText();
    await report(match, text);
    await step('an event for who stayed', async () =>
      expect(await takeTexts(streams[3]!, 1)).toEqual([text]),
    );
  });

  it('are left alone as long as no more than 8 MiB of new entries wait for them', async () => {
    const match = aMatch();
    const first = await report(match);
    // 18 MB: more than the buffers of the network take, so that everything new waits with the program.
    const missed = aLongText(100_000);
    for (let n = 0; n < 60; n += 1) await report(match, missed, 'note');
    const phone = callStream(match, first);
    await phone.readUntil(200_000);

    // 7.2 MB.
    const fresh = Array.from({ length: 24 }, () => aLongText(100_000));
    for (const text of fresh) await report(match, text);
    await report(match, 'That was it', 'end');
    await phone.readToTheEnd(10_000);

    const words = fresh.map(wordOf);
    const received = [...phone.received().matchAll(/^data: ?(\S+)/gm)].map(([, word]) => word!);
    await step(
      'first words of the 24 entries, 7.2 MB, that were reported while the follower caught up with 18 MB and did not read',
      () => expect(received.filter((word) => words.includes(word))).toEqual(words),
    );
  });

  it('hold nobody up when they do not read, and are cut off in the end', async () => {
    const [match, other] = [aMatch(), aMatch()];
    const phone = callStream(match);
    await step('followers of the match', () =>
      eventually(async () => expect(await countFollowers(match)).toBe(1), PATIENCE_MS),
    );
    const elsewhere = await follow(other);

    // 30 MB, 10 million characters: more than the network's buffers and 8 MiB.
    const long = aLongText(100_000);
    for (let n = 0; n < 100; n += 1) await report(match, long, 'note');
    const text = aText();
    await report(other, text);

    await step('an event of another match', async () =>
      expect(await takeTexts(elsewhere, 1)).toEqual([text]),
    );
    await step('followers after one left 30 MB unread', () =>
      eventually(async () => expect(await countFollowers(match)).toBe(0), PATIENCE_MS),
    );
    await phone.readToTheEnd(PATIENCE_MS);
    await step('whether its stream is closed', () => expect(phone.isClosed()).toBe(true));
    const late = await follow(match);
    await report(match, text);
    await step('an event of the same match for another follower', async () =>
      expect(await takeTexts(late, 1)).toEqual([text]),
    );
  });
});
