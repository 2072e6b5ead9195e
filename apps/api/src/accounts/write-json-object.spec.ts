import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { writeJsonObject, type Member } from './write-json-object.js';

const Shape = z.object({
  name: z.string(),
  point: z.object({ x: z.number() }).nullable(),
  list: z.array(z.object({ id: z.number() })),
  empty: z.array(z.string()),
});

async function* listOf(...items: unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

async function write(members: Record<string, Member>): Promise<string> {
  let text = '';
  for await (const piece of writeJsonObject(Shape, members)) text += piece;
  return text;
}

describe('writeJsonObject', () => {
  it('writes what JSON.stringify would, whether a list is in memory or comes item by item', async () => {
    const list = [{ id: 1 }, { id: 2 }];

    const whole = await write({ name: 'a "b"', point: { x: 1 }, list, empty: [] });
    const streamed = await write({ name: 'a "b"', point: { x: 1 }, list: listOf(...list), empty: listOf() });

    const expected = { name: 'a "b"', point: { x: 1 }, list, empty: [] };
    expect(JSON.parse(whole)).toEqual(expected);
    expect(JSON.parse(streamed)).toEqual(expected);
  });

  it('cuts away what the schema does not name, in every place (P06)', async () => {
    const text = await write({
      name: 'Ada',
      point: { x: 1, secret: 'canary' },
      list: listOf({ id: 1, secret: 'canary' }),
      empty: listOf(),
    });

    expect(text).not.toContain('canary');
  });

  it('breaks rather than writes what is not of the schema', async () => {
    await expect(write({ name: 'Ada', point: null, list: listOf({ id: 'one' }) })).rejects.toThrow();
  });

  it('asks for an item when the one before is written, and no sooner', async () => {
    let asked = 0;
    const counted = (async function* () {
      for (; asked < 1000;) yield { id: (asked += 1) };
    })();

    for await (const piece of writeJsonObject(Shape, { list: counted })) {
      if (piece.includes('"id":3')) break;
    }

    expect(asked).toBe(3);
  });
});
