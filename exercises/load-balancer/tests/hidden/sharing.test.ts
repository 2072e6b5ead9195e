import { step } from '@touchstone/kit';
import type { ServerResponse } from 'node:http';
import { NAMES, aPath, askInTurn, openBackEnds, type Name } from './back-ends.ts';
import { Call, clearTheWire, playOnTheWire, until } from './wire.ts';

beforeEach(openBackEnds);
afterEach(clearTheWire);

/** Back ends that begin each answer to a path of `/long/…`, and end it when they are told. The others they answer at once. */
async function playLongAnswers(): Promise<[name: Name, response: ServerResponse][]> {
  const begun: [Name, ServerResponse][] = [];
  await playOnTheWire((request, response, name) => {
    if (!request.url!.startsWith('/long')) return void response.end(JSON.stringify({ by: name }));
    response.write('the first half, ');
    begun.push([name, response]);
  });
  return begun;
}

/** Asks for a long answer, and waits until a back end has begun it. */
async function begin(begun: readonly unknown[]): Promise<Call> {
  const before = begun.length;
  const call = new Call(`/long${aPath()}`);
  await until('a request for a long answer comes to a back end', () => begun.length > before);
  return call;
}

function countByName(begun: readonly (readonly [Name, ServerResponse])[]): Record<string, number> {
  const open = begun.filter(([, response]) => !response.writableEnded);
  return Object.fromEntries(NAMES.map((name) => [name, open.filter(([by]) => by === name).length]));
}

describe('Sharing the work', () => {
  it('takes turns while nobody is busy: red, green, blue, red …', async () => {
    const names = await askInTurn(12);

    const turn = NAMES.indexOf(names[0]!);
    await step('who answered 12 requests, one after the other', () =>
      expect(names).toEqual(names.map((_, i) => NAMES[(turn + i) % 3])),
    );
  });

  it('gives nothing to a back end that still sends an answer while others are idle', async () => {
    const begun = await playLongAnswers();
    await begin(begun);
    const [busy] = begun[0]!;

    const names = await askInTurn(6);

    await step(`who answered 6 requests, one after the other, while ${busy} was sending an answer`, () =>
      expect(names).not.toContain(busy),
    );
  });

  it('asks who has the fewest requests under way', async () => {
    const begun = await playLongAnswers();
    const calls: Call[] = [];
    for (let i = 0; i < 4; i += 1) calls.push(await begin(begun));
    const before = countByName(begun);
    const [ended] = Object.entries(before).find(([, count]) => count === 1) ?? [];
    await step('long answers under way at each back end after 4 requests', () =>
      expect(Object.values(before).sort()).toEqual([1, 1, 2]),
    );

    begun.find(([name]) => name === ended)![1].end('the second.');
    await until('a long answer ends', () => calls.some(({ isOver }) => isOver));
    // So that the balancer has heard of it, too.
    await askInTurn(3);
    for (let i = 0; i < 3; i += 1) await begin(begun);

    await step(`long answers under way after one of ${ended} has ended and 3 more have begun`, () =>
      expect(countByName(begun)).toEqual({ red: 2, green: 2, blue: 2 }),
    );
  });
});
