import { describe, expect, it } from '@jest/globals';
import { compareSources, compareTwo } from './compare-sources.js';
import { TimeSlices } from './time-slices.js';
import { tokenizeSource, type TokenizedSource } from './tokenize-source.js';

const STARTER = `import { createServer } from 'node:http';
const port = Number(process.env.PORT);
const server = createServer((request, response) => { response.statusCode = 501; response.end('not yet'); });
server.listen(port, '127.0.0.1', () => console.log('listening on ' + port));
`;
const COPIED = `
export function total(items: { price: number; count: number }[]): number {
  let sum = 0;
  for (const item of items) {
    if (item.count < 0) throw new RangeError('a count is negative');
    sum += item.price * item.count;
  }
  return Math.round(sum * 100) / 100;
}
`;
const RENAMED = COPIED.replaceAll('items', 'basket')
  .replaceAll('item', 'line')
  .replaceAll('sum', 'acc')
  .replace('a count', 'it')
  .replace('let', '// adds up\n  let');
const OWN = `
export const total = (items) =>
  items.filter(Boolean).map(({ price, count }) => [price, count]).reduce((before, [price, count]) => before + price * count, 0);
class Basket { #lines = new Map(); add(name, line) { this.#lines.set(name, line); return this; } get size() { return this.#lines.size; } }
export default new Basket();
`;

const source = (id: string, content: string, path = 'main.ts'): TokenizedSource =>
  tokenizeSource({ id, files: [{ path, content }] });
const starter = () => [source('starter', STARTER)];

describe('compareSources', () => {
  it('finds a program in another, whatever its names and comments are', async () => {
    const pairs = await compareSources(
      [source('ada', STARTER + COPIED), source('bob', STARTER + RENAMED), source('eve', STARTER + OWN)],
      starter(),
      new TimeSlices(),
    );

    expect(pairs).toEqual([
      {
        left: 'ada',
        right: 'bob',
        similarity: expect.any(Number),
        longest: expect.any(Number),
        overlap: expect.any(Number),
      },
    ]);
    expect(pairs[0]!.similarity).toBeGreaterThan(90);
  });

  it.each([
    [
      'main.py',
      'def total(items):\n    result = 0\n    for item in items:\n        if item.count < 0:\n            raise ValueError("a count is negative")\n        result += item.price * item.count\n    return round(result * 100) / 100\n',
    ],
    [
      'index.php',
      '<?php\nfunction total(array $items): float {\n    $result = 0;\n    foreach ($items as $item) {\n        if ($item->count < 0) throw new RangeException("a count is negative");\n        $result += $item->price * $item->count;\n    }\n    return round($result * 100) / 100;\n}\n',
    ],
    [
      'main.go',
      'package main\n\nfunc total(items []item) (float64, error) {\n\tresult := 0.0\n\tfor _, item := range items {\n\t\tif item.count < 0 {\n\t\t\treturn 0, errors.New("a count is negative")\n\t\t}\n\t\tresult += item.price * item.count\n\t}\n\treturn math.Round(result*100) / 100, nil\n}\n',
    ],
    [
      'Main.java',
      'class Main {\n    static double total(List<Item> items) {\n        double result = 0;\n        for (var item : items) {\n            if (item.count() < 0) throw new IllegalArgumentException("a count is negative");\n            result += item.price() * item.count();\n        }\n        return Math.round(result * 100) / 100.0;\n    }\n}\n',
    ],
  ])('does so in the language of %s', async (path, program) => {
    const renamed = program.replaceAll('item', 'line').replaceAll('result', 'sum').replaceAll('100', '1000');

    const pairs = await compareSources(
      [source('ada', program, path), source('bob', renamed, path)],
      [],
      new TimeSlices(),
    );

    expect(pairs.map(({ similarity }) => similarity)).toEqual([100]);
  });

  it('does not count what both have from the starter', async () => {
    const twins = [source('ada', STARTER), source('bob', STARTER)];

    expect(await compareSources(twins, starter(), new TimeSlices())).toEqual([]);
    expect(await compareSources(twins, [], new TimeSlices())).toMatchObject([{ similarity: 100 }]);
  });

  it('does not count what more than half of everybody has', async () => {
    const all = Array.from({ length: 30 }, (_, place) => source(`learner-${place}`, COPIED));

    expect(await compareSources(all, [], new TimeSlices())).toEqual([]);
  });

  it('lets others have their turn while it compares 300 programs', async () => {
    const programs = Array.from({ length: 300 }, (_, place) => {
      const lines = Array.from({ length: 40 }, (_line, line) =>
        (place >> (line % 9)) % 2 ? `f(${line}, [a, b]);` : `if (x${line}) y = { z: ${line} };`,
      );
      return source(`learner-${place}`, lines.join('\n'));
    });
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 1);

    await compareSources(programs, [], new TimeSlices());

    clearInterval(clock);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('compareTwo', () => {
  it('tells which lines of which files two programs have in common', async () => {
    const left = tokenizeSource({
      id: 'ada',
      files: [
        { path: 'z.ts', content: COPIED },
        { path: 'main.ts', content: STARTER },
      ],
    });

    const { fragments, similarity } = await compareTwo(
      left,
      source('bob', STARTER + RENAMED),
      starter(),
      new TimeSlices(),
    );

    expect(similarity).toBeGreaterThan(90);
    expect(fragments[0]!.left).toContainEqual({ path: 'z.ts', from: 1, to: 8 });
    expect(fragments[0]!.right).toEqual([{ path: 'main.ts', from: expect.any(Number), to: 13 }]);
  });

  it('compares Python as well, and looks at no file that is no program', async () => {
    const code =
      'def total(items):\n    sum = 0\n    for item in items:\n        sum += item.price * item.count\n    return round(sum, 2)\n';

    const left = source('ada', code, 'main.py');

    expect(await compareTwo(left, source('bob', code, 'other.py'), [], new TimeSlices())).toMatchObject({
      similarity: 100,
    });
    expect(await compareTwo(left, source('eve', code, 'notes.txt'), [], new TimeSlices())).toMatchObject({
      similarity: 0,
      fragments: [],
    });
  });
});
