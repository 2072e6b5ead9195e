import { random, step, subject } from '@touchstone/kit';
import {
  fillCatalogue,
  idsOf,
  inOrder,
  insert,
  linkOf,
  readOn,
  readPage,
  remove,
  setPrice,
  someRows,
  type Row,
} from './catalogue.ts';

/** Rows of prices that nothing in `rows` has: from `from` upwards, each a cent more. */
function newRows(rows: readonly Row[], count: number, from: number): Row[] {
  const lastId = Math.max(...idsOf(rows));
  return someRows(count, (at) => ({ id: lastId + 1 + at, price: from + at }));
}

describe('A catalogue that changes', () => {
  it('hands out each product once while others come and go between the pages', async () => {
    const rows = someRows(50);
    const ordered = inOrder(rows, 'price');
    await fillCatalogue(rows);

    const first = await readPage('/v2/products?limit=10&sort=price');
    await step('the first page', () => expect(first.ids).toEqual(idsOf(ordered.slice(0, 10))));
    const cheaper = newRows(rows, random.integer(5, 8), 1);
    await insert(cheaper);
    await remove(idsOf([...ordered.slice(2, 5), ...ordered.slice(22, 25)]));
    const dearer = newRows([...rows, ...cheaper], 4, 900_000);
    await insert(dearer);
    const rest = await readOn(linkOf(first, 'next'), 'next', 8);

    await step('behind the first page, after products before and behind it came and went', () => {
      const left = [...ordered.slice(10, 22), ...ordered.slice(25), ...dearer];
      expect(rest.flatMap(({ ids }) => ids)).toEqual(idsOf(left));
    });
  });

  it('goes on behind the last product of a page when that one is gone', async () => {
    const rows = someRows(25);
    for (const sort of ['', '-price', 'name']) {
      await fillCatalogue(rows);
      const ids = idsOf(inOrder(rows, sort));
      const query = sort === '' ? '' : `&sort=${sort}`;
      const first = await readPage(`/v2/products?limit=10${query}`);
      await remove([ids[9]!]);

      await step(
        `the second page by ${sort || 'id'}, the last product of the first one deleted`,
        async () => {
          const second = await readPage(linkOf(first, 'next'));
          expect(second.ids).toEqual(ids.slice(10, 20));
        },
      );
    }
  });

  it('goes on where it stood when the last product of a page moves elsewhere', async () => {
    for (const price of [1, 999_999]) {
      const rows = someRows(30);
      await fillCatalogue(rows);
      const ids = idsOf(inOrder(rows, 'price'));
      const first = await readPage('/v2/products?limit=10&sort=price');
      const moved = ids[9]!;
      await setPrice(moved, price);

      const rest = await readOn(linkOf(first, 'next'), 'next', 6);

      await step(`behind the first page, its last product costing ${price} now`, () =>
        // What became dearer than all others is met again: it stands behind the place now.
        expect(rest.flatMap((page) => page.ids)).toEqual([...ids.slice(10), ...(price > 1 ? [moved] : [])]),
      );
    }
  });

  it('neither skips nor repeats among equals, whatever the order', async () => {
    const names = [random.word(), random.word(), random.word()];
    const rows = someRows(60, (at) => ({ price: 500 + (at % 2) * 100, name: names[at % 3] ?? '' }));
    await fillCatalogue(rows);

    for (const sort of ['price', '-price', 'price,name', 'price,-name', '-name,price']) {
      const pages = await step(`sort=${sort}, 7 a page`, () =>
        readOn(`/v2/products?limit=7&sort=${sort}`, 'next', 12),
      );
      await step(`ids by ${sort}, 7 a page, of products with two prices and three names`, () =>
        expect(pages.flatMap(({ ids }) => ids)).toEqual(idsOf(inOrder(rows, sort))),
      );
      const back = await step(`back from the last page of sort=${sort}`, () =>
        readPage(linkOf(pages.at(-1)!, 'prev')),
      );
      expect(back.ids).toEqual(pages.at(-2)!.ids);
    }
  });

  it('keeps its place to the microsecond', async () => {
    const micros = random.shuffle(Array.from({ length: 24 }, (_, at) => 100 + at * 37));
    const rows = someRows(24, (at) => ({ updatedAt: `2026-03-01T10:00:00.123${String(micros[at])}Z` }));
    await fillCatalogue(rows);

    for (const sort of ['updatedAt', '-updatedAt']) {
      const pages = await step(`sort=${sort}, 5 a page`, () =>
        readOn(`/v2/products?limit=5&sort=${sort}`, 'next', 8),
      );
      await step(`ids by ${sort}, 5 a page, of products updated within one millisecond`, () =>
        expect(pages.flatMap(({ ids }) => ids)).toEqual(idsOf(inOrder(rows, sort))),
      );
    }
  });

  it('leads back to the products that stand before the page now', async () => {
    const rows = someRows(40);
    await fillCatalogue(rows);
    const ordered = inOrder(rows, 'price');
    const pages = await readOn('/v2/products?limit=10&sort=price', 'next', 3);
    await step('the third page', () => expect(pages[2]?.ids).toEqual(idsOf(ordered.slice(20, 30))));

    await remove(idsOf(ordered.slice(11, 20)));
    await insert(newRows(rows, 30, 1));
    const back = await step('before the third page, nine products of the second one deleted', () =>
      readPage(linkOf(pages[2]!, 'prev')),
    );

    // Nine of the second page are gone: one of it is left, and nine of the first.
    expect(back.ids).toEqual(idsOf(ordered.slice(1, 11)));
  });

  it('has links only to where there are products now', async () => {
    const rows = someRows(30);
    await fillCatalogue(rows);
    const ids = idsOf(inOrder(rows, 'price'));
    const pages = await readOn('/v2/products?limit=10&sort=price', 'next', 3);
    await step('the third page', () => expect(pages[2]?.ids).toEqual(ids.slice(20)));

    await remove(ids.slice(0, 10));
    await step('the second page, all products before it deleted', async () => {
      const second = await readPage(linkOf(pages[0]!, 'next'));
      expect(second.ids).toEqual(ids.slice(10, 20));
      await step('rel="prev"', () => expect(second.prev).toBe(null));
    });
    await remove(ids.slice(20));
    await step('the second page, reached from the third one, all other products deleted', async () => {
      const second = await readPage(linkOf(pages[2]!, 'prev'));
      expect(second.ids).toEqual(ids.slice(10, 20));
      await step('rel="prev"', () => expect(second.prev).toBe(null));
      await step('rel="next"', () => expect(second.next).toBe(null));
    });
  });

  it('goes on when the service was started again between two pages', async () => {
    const rows = someRows(25);
    await fillCatalogue(rows);
    const first = await readPage('/v2/products?limit=10&sort=-price');
    await subject.restart();

    const second = await step('the second page, asked for after a restart', () =>
      readPage(linkOf(first, 'next')),
    );

    expect(second.ids).toEqual(idsOf(inOrder(rows, '-price')).slice(10, 20));
  });
});
