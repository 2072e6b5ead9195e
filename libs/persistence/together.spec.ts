import { describe, expect, it } from '@jest/globals';
import { Together } from './together.js';

interface Piece {
  readonly items: readonly string[];
  finish(results?: readonly (string | Error)[]): void;
  fail(error: Error): void;
}

/** Work that is finished by hand, and what it was given. */
function byHand(settings: Partial<ConstructorParameters<typeof Together<string, string>>[0]> = {}) {
  const pieces: Piece[] = [];
  const together = new Together<string, string>({
    most: 10,
    work: (items) =>
      new Promise((resolve, reject) => {
        const finish = (results: readonly (string | Error)[] = items.map((item) => `${item} done`)) =>
          resolve(results);
        pieces.push({ items, finish, fail: reject });
      }),
    ...settings,
  });
  return { together, pieces };
}

/** Lets everything go on that waits for nothing. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Together', () => {
  it('begins at once when nothing is under way', () => {
    const { together, pieces } = byHand();

    void together.do('a');

    expect(pieces.map(({ items }) => items)).toEqual([['a']]);
  });

  it('does together what is asked for meanwhile, each with its own result', async () => {
    const { together, pieces } = byHand();
    const results = ['a', 'b', 'c'].map((item) => together.do(item));

    pieces[0]!.finish();
    await settle();
    expect(pieces[1]!.items).toEqual(['b', 'c']);
    pieces[1]!.finish();

    expect(await Promise.all(results)).toEqual(['a done', 'b done', 'c done']);
  });

  it('gives an error that is one item’s own to that item alone', async () => {
    const { together, pieces } = byHand();
    void together.do('first');
    const results = ['b', 'c'].map((item) => together.do(item));
    pieces[0]!.finish();
    await settle();

    pieces[1]!.finish([new Error('no b'), 'c done']);

    await expect(results[0]).rejects.toThrow('no b');
    await expect(results[1]).resolves.toBe('c done');
  });

  it('tells all that were done together of a failure, and goes on', async () => {
    const { together, pieces } = byHand();
    const failed = together.do('a');
    pieces[0]!.fail(new Error('no database'));
    await expect(failed).rejects.toThrow('no database');

    const next = together.do('b');
    pieces[1]!.finish();

    await expect(next).resolves.toBe('b done');
  });

  it('lets items with one key take turns, in their order', async () => {
    const { together, pieces } = byHand({ turnOf: (item) => item[0]! });
    const items = ['a1', 'b1', 'b2', 'c1', 'b3'];
    const results = items.map((item) => together.do(item));

    for (let piece = 0; piece < 4; piece += 1) {
      pieces[piece]!.finish();
      await settle();
    }

    expect(pieces.map((piece) => piece.items)).toEqual([['a1'], ['b1', 'c1'], ['b2'], ['b3']]);
    await Promise.all(results);
  });

  it('takes no more at a time than it may, by number and by size, but never nothing', async () => {
    const { together, pieces } = byHand({ most: 2, mostSize: 5, sizeOf: (item) => item.length });
    const results = ['a', 'bbbbbbbbb', 'cc', 'ddd', 'e'].map((item) => together.do(item));

    for (let piece = 0; piece < 4; piece += 1) {
      pieces[piece]!.finish();
      await settle();
    }

    expect(pieces.map((piece) => piece.items)).toEqual([['a'], ['bbbbbbbbb'], ['cc', 'ddd'], ['e']]);
    await Promise.all(results);
  });
});
