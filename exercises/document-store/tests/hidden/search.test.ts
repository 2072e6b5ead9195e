import { random, services, step } from '@touchstone/kit';
import {
  ask,
  create,
  expectError,
  findLabels,
  importAll,
  search,
  type Condition,
  type Document,
  type Json,
} from './store.ts';

const MANY = 20_000;
const MOST_PAGES = 250;

/** 20 000 documents of half a KiB: four of each brand, eight of each tag. */
const FILL = `
  INSERT INTO public.documents (id, version, body)
  SELECT gen_random_uuid(), 1, jsonb_build_object(
    'label', 'd' || n, 'notes', repeat(md5(n::text), 12), 'tags', jsonb_build_array('used', 'tag' || n % 2500),
    'specs', jsonb_build_object('strings', n % 20000 / 5000 + 4, 'maker', jsonb_build_object('brand', 'brand' || n % 5000)))
  FROM generate_series(1, ${MANY}) AS n`;

/** What the program's statements have read so far, except for what it sweeps. */
async function countPages(): Promise<number> {
  const [row] = await services.postgres.query<{ pages: number }>(
    `SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0)::int AS pages
     FROM touchstone.pg_stat_statements WHERE query !~* '\\mdelete\\M'`,
  );
  return row?.pages ?? 0;
}

/** Each value in a document of its own, under `path`; its label is its JSON. */
function labelled(values: readonly Json[], path: readonly string[]): Document[] {
  return values.map((value) => {
    const document = path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value) as Document;
    return { ...document, label: JSON.stringify(value) };
  });
}

const labelsOf = (values: readonly Json[]): string[] => values.map((value) => JSON.stringify(value)).sort();

beforeEach(() => services.postgres.reset());

describe('Search', () => {
  it('compares numbers as numbers, and nothing else', async () => {
    const limit = random.integer(8, 80);
    const numbers = [
      limit,
      limit - 1,
      limit + 0.5,
      limit * 10,
      limit * 100 + 5,
      -limit,
      -0.5,
      0,
      1e12,
      2,
      11,
    ];
    const others = [String(limit), String(limit * 20), 'many', '', true, false, null, [limit], { n: limit }];
    const path = ['specs', 'strings'];
    await importAll([
      ...labelled([...numbers, ...others], path),
      { label: 'without' },
      { specs: 7, label: 'flat' },
    ]);

    for (const [op, fits] of [
      ['gt', (n: number) => n > limit],
      ['gte', (n: number) => n >= limit],
      ['lt', (n: number) => n < limit],
      ['lte', (n: number) => n <= limit],
      ['eq', (n: number) => n === limit],
    ] as const) {
      await step(`documents whose specs.strings is ${op} ${limit}`, async () =>
        expect(await findLabels({ path, op, value: limit })).toEqual(labelsOf(numbers.filter(fits))),
      );
    }
    await step(`documents whose specs.strings is gt ${limit} and lt ${limit + 1}`, async () =>
      expect(
        await findLabels({ path, op: 'gt', value: limit }, { path, op: 'lt', value: limit + 1 }),
      ).toEqual(labelsOf([limit + 0.5])),
    );
  });

  it('tells null, nothing, text, lists and objects apart', async () => {
    const word = random.word();
    const values: Json[] = [
      null,
      'null',
      '',
      word,
      'true',
      true,
      false,
      6,
      '6',
      [],
      [word],
      [[word]],
      [word, null, 6],
      {},
      { [word]: word },
    ];
    const path = ['specs', 'finish'];
    await importAll([
      ...labelled(values, path),
      { label: 'without' },
      { specs: {}, label: 'in none' },
      { specs: [{ finish: word }], label: 'in a list' },
      { specs: word, label: 'in text' },
    ]);
    const inList = (value: Json) =>
      labelsOf(values.filter((list) => Array.isArray(list) && (list as Json[]).includes(value)));
    const nowhere = ['in a list', 'in none', 'in text', 'without'];

    const questions: [Condition, Json[]][] = [
      ...[null, 'null', '', word, 'true', true, false, 6, '6'].map((value): [Condition, Json[]] => [
        { path, op: 'eq', value },
        labelsOf([value]),
      ]),
      ...[word, null, 6, '6'].map((value): [Condition, Json[]] => [
        { path, op: 'has', value },
        inList(value),
      ]),
      [{ path, op: 'exists', value: true }, labelsOf(values)],
      [{ path, op: 'exists', value: false }, nowhere],
      [{ path: [...path, word], op: 'exists', value: true }, labelsOf([{ [word]: word }])],
      [{ path: [...path, '0'], op: 'exists', value: true }, []],
      [{ path: [...path, '0'], op: 'eq', value: word }, []],
      [{ path: [...path, '2'], op: 'gte', value: 6 }, []],
    ];
    for (const [condition, expected] of questions) {
      await step(`documents that fit ${JSON.stringify(condition)}`, async () =>
        expect(await findLabels(condition)).toEqual(expected),
      );
    }
  });

  it('hands out stable pages while the shop works', async () => {
    const tag = random.word();
    const documents = Array.from({ length: 12 }, (_, at) => ({ label: `d${at}`, tags: [tag] }));
    const ids = (await importAll(documents)).sort();
    await importAll([{ label: 'other', tags: [] }]);
    const where = [{ path: ['tags'], op: 'has', value: tag }];
    const idsOf = (page: { items: readonly { id: string }[] }) => page.items.map(({ id }) => id);
    const removeAll = (gone: readonly (string | undefined)[]) =>
      services.postgres.query('DELETE FROM public.documents WHERE id = ANY($1::uuid[])', [gone]);

    const first = await step('the first page of four', async () => {
      const page = await search(where, { limit: 4 });
      expect(idsOf(page)).toEqual(ids.slice(0, 4));
      return page;
    });
    await removeAll([ids[0], ids[1], ids[3]]);
    const second = await step('the second page, three documents of the first being deleted', async () => {
      const page = await search(where, { limit: 4, cursor: first.next });
      expect(idsOf(page)).toEqual(ids.slice(4, 8));
      return page;
    });
    const sql = `INSERT INTO public.documents (id, version, body) VALUES ($1, 1, $2)`;
    const lowest = '00000000-0000-4000-8000-000000000000';
    await services.postgres.query(sql, [lowest, JSON.stringify({ tags: [tag] })]);
    const third = await step('the third page, a document before the first one being new', async () => {
      const page = await search(where, { limit: 4, cursor: second.next });
      expect(idsOf(page)).toEqual(ids.slice(8));
      return page;
    });
    await step('next of the third page, which is full and the last', () => expect(third.next).toBeNull());
    await step('a page of all documents, without conditions', async () => {
      const all = await search([]);
      expect(all.items).toHaveLength(11);
      expect(all.items[0]).toEqual({ id: lowest, version: 1, document: { tags: [tag] } });
      expect(all.next).toBeNull();
    });
  });

  it('refuses a question that it does not understand', async () => {
    const id = await create({ a: 1, tags: ['x'] });
    const path = ['a'];
    const conditions: Json[] = [
      { path, op: 'like', value: 1 },
      { path, op: '>= 0 OR 1 =', value: 1 },
      { path, op: 'constructor', value: 1 },
      { path, op: 'gte', value: '1' },
      { path, op: 'lt', value: null },
      { path, op: 'exists', value: 1 },
      { path, op: 'eq', value: { b: 1 } },
      { path: ['tags'], op: 'has', value: ['x'] },
      { path, op: 'eq' },
      { path: [], op: 'eq', value: 1 },
      { path: 'a', op: 'eq', value: 1 },
      { path: ['a', 0], op: 'eq', value: 1 },
      { path: ['a\u0000'], op: 'exists', value: true },
      { path, op: 'eq', value: '\u0000' },
      'a = 1',
      null,
    ];
    for (const question of [
      ...conditions.map((condition) => ({ where: [condition] })),
      { where: { path, op: 'eq', value: 1 } },
      { where: Array.from({ length: 11 }, () => ({ path, op: 'eq', value: 1 })) },
      { limit: 0 },
      { limit: 101 },
      { limit: 2.5 },
      { limit: '5' },
      { cursor: random.word() },
      { cursor: 20 },
      [],
    ]) {
      await step(`the question ${JSON.stringify(question)}`, async () =>
        expectError(await ask(question), 400),
      );
    }
    await step('a question with ten conditions', async () => {
      const { items } = await search(Array.from({ length: 10 }, () => ({ path, op: 'eq', value: 1 })));
      expect(items.map((item) => item.id)).toEqual([id]);
    });
  });

  it('finds a few documents among 20 000 without reading them all', async () => {
    await services.postgres.run(FILL);
    await services.postgres.query('VACUUM ANALYZE public.documents');
    const at = random.integer(1, 2499);
    const brand: Condition = { path: ['specs', 'maker', 'brand'], op: 'eq', value: `brand${at}` };
    const tag: Condition = { path: ['tags'], op: 'has', value: `tag${at}` };
    const found = (...places: number[]) => places.map((place) => `d${place}`).sort();
    const each = (step: number) => Array.from({ length: MANY / step }, (_, turn) => at + turn * step);

    for (const [what, where, expected] of [
      ['a brand', [brand], found(...each(5000))],
      ['a tag', [tag], found(...each(2500))],
      [
        'a tag, and at least 6 strings',
        [tag, { path: ['specs', 'strings'], op: 'gte', value: 6 }],
        found(...each(2500).slice(4)),
      ],
    ] as [string, Condition[], string[]][]) {
      const before = await countPages();
      await step(`a search by ${what}`, async () => expect(await findLabels(...where)).toEqual(expected));
      const pages = (await countPages()) - before;
      await step(`pages that PostgreSQL read for a search by ${what}, at most ${MOST_PAGES}`, () =>
        expect(pages).toBeLessThanOrEqual(MOST_PAGES),
      );
    }
  });
});
