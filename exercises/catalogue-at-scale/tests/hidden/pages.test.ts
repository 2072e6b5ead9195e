import { random, step, subject } from '@touchstone/kit';
import {
  fillCatalogue,
  idsOf,
  inOrder,
  linkOf,
  readOn,
  readPage,
  expectRefusal,
  someRows,
  toProduct,
  withPlainTime,
} from './catalogue.ts';

describe('Pages', () => {
  it('hold the first 20 products by id, with exactly the promised members', async () => {
    const rows = someRows(random.integer(24, 30));
    await fillCatalogue(rows);

    const page = await readPage('/v2/products');

    expect(page.response).toHaveHeader('content-type', /^application\/json/);
    expect(Object.keys(page.response.json as object)).toEqual(['items']);
    expect(page.items.map(withPlainTime)).toEqual(rows.slice(0, 20).map(toProduct));
  });

  it('have as many products as the limit says, from 1 to 100', async () => {
    const rows = someRows(103);
    await fillCatalogue(rows);

    for (const limit of [1, random.integer(2, 99), 100]) {
      const page = await step(`limit=${limit}`, () => readPage(`/v2/products?limit=${limit}`));
      expect(page.ids).toEqual(idsOf(rows).slice(0, limit));
    }
    for (const limit of ['0', '101', '-5', '2.5', '1e1', 'ten', '', '99999999999999999999']) {
      await step(`limit=${limit}`, async () =>
        expectRefusal(await subject.get(`/v2/products?limit=${limit}`), ['limit']),
      );
    }
  });

  it('lead to all products by rel="next", and no further', async () => {
    for (const count of [30, 37]) {
      const rows = someRows(count);
      await fillCatalogue(rows);

      const pages = await step(`${count} products, 10 a page, by rel="next"`, () =>
        readOn('/v2/products?limit=10', 'next', 6),
      );

      await step(`pages of ${count} products, 10 a page`, () => {
        const expected = [0, 10, 20, 30].map((from) => idsOf(rows).slice(from, from + 10));
        expect(pages.map(({ ids }) => ids)).toEqual(expected.filter((ids) => ids.length > 0));
      });
    }
  });

  it('lead back by rel="prev" the way they came', async () => {
    const rows = someRows(47);
    await fillCatalogue(rows);
    const sort = random.pick(['price', '-name']);
    const there = await readOn(`/v2/products?limit=10&sort=${sort}`, 'next', 6);
    const expected = [0, 10, 20, 30, 40].map((from) => idsOf(inOrder(rows, sort)).slice(from, from + 10));
    expect(there.map(({ ids }) => ids)).toEqual(expected);

    const back = await readOn(linkOf(there[4]!, 'prev'), 'prev', 6);

    await step('pages on the way back from the last one', () =>
      expect(back.map(({ ids }) => ids)).toEqual(expected.slice(0, 4).reverse()),
    );
    await step('the first page has no rel="prev"', () => expect(there[0]!.prev).toBe(null));
    const again = await step('rel="next" of a page on the way back', () =>
      readPage(linkOf(back[1]!, 'next')),
    );
    expect(again.ids).toEqual(expected[3]);
  });

  it('keep filters, order and limit in their links', async () => {
    const category = `nuts & bolts, ${random.word(4)} + ü`;
    const rows = someRows(40, (at) => ({
      price: 1010 + at * 100,
      stock: at % 4,
      ...(at % 8 === 5 ? {} : { category }),
    }));
    await fillCatalogue(rows);
    const [cheapest, dearest] = [1500, 4500];
    const query = new URLSearchParams({ category, sort: '-price', limit: '4' });
    query.set('minPrice', String(cheapest));
    query.set('maxPrice', String(dearest));
    query.set('inStock', 'true');
    const fit = rows.filter(
      (row) => row.category === category && row.stock > 0 && row.price >= cheapest && row.price <= dearest,
    );

    const pages = await readOn(`/v2/products?${query.toString()}`, 'next', 12);

    await step('all that fits, dearest first, in pages of 4', () => {
      const ids = idsOf(inOrder(fit, '-price'));
      const expected = ids.flatMap((_, at) => (at % 4 === 0 ? [ids.slice(at, at + 4)] : []));
      expect(pages.map((page) => page.ids)).toEqual(expected);
    });
    await step('back from the second page', async () => {
      const back = await readPage(linkOf(pages[1]!, 'prev'));
      expect(back.ids).toEqual(pages[0]!.ids);
    });
  });

  it('are not needed for one product, and say 404 when it is not there', async () => {
    const rows = someRows(3);
    await fillCatalogue(rows);
    const row = random.pick(rows);

    const answer = await subject.get(`/v2/products/${row.id}`);

    expect(answer).toHaveStatus(200);
    expect(answer).toHaveHeader('content-type', /^application\/json/);
    expect(withPlainTime(answer.json as Record<string, unknown>)).toEqual(toProduct(row));
    for (const id of [random.integer(1, 900), random.word(), `${row.id}x`, '99999999999999999999', '-1']) {
      await step(`GET /v2/products/${id}`, async () => {
        const missing = await subject.get(`/v2/products/${id}`);
        expect(missing).toHaveStatus(404);
        expect(missing).toHaveHeader('content-type', /^application\/problem\+json/);
        expect(missing).toHaveJson({ status: 404, title: expect.any(String) });
      });
    }
  });
});
