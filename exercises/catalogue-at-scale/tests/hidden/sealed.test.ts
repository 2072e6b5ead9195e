import { random, step, subject } from '@touchstone/kit';
import {
  cursorOf,
  expectRefusal,
  fillCatalogue,
  idsOf,
  inOrder,
  linkOf,
  readPage,
  someRows,
  withParameter,
} from './catalogue.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MOST_CHANGES = 80;

/** Each with one letter or digit changed: to one that means something else wherever it stands, the end of base64 included. */
function listChanged(cursor: string): string[] {
  const places = [...cursor].flatMap((character, at) => (/[A-Za-z0-9]/.test(character) ? [at] : []));
  return random
    .shuffle(places)
    .slice(0, MOST_CHANGES)
    .map((at) => {
      const changed = BASE64[BASE64.indexOf(cursor[at] ?? '') ^ 32] ?? '';
      return cursor.slice(0, at) + changed + cursor.slice(at + 1);
    });
}

async function aNextLink(query: string): Promise<string> {
  return linkOf(await readPage(`/v2/products?${query}`), 'next');
}

async function expectCursorRefused(link: string): Promise<void> {
  expectRefusal(await subject.get(link), ['cursor']);
}

describe('Sealed cursors', () => {
  it('are refused when one character was changed, and when they were cut', async () => {
    await fillCatalogue(someRows(30));
    const link = await aNextLink('limit=5&sort=price');
    const cursor = cursorOf(link);

    await step('a link to the next page holds a cursor', () => expect(cursor).toMatch(/./));
    for (const changed of listChanged(cursor)) {
      await step(`cursor ${cursor} sent as ${changed}`, () =>
        expectCursorRefused(withParameter(link, 'cursor', changed)),
      );
    }
    for (const cut of [cursor.slice(0, -4), cursor.slice(4)]) {
      await step(`cursor ${cursor} sent as ${cut}`, () =>
        expectCursorRefused(withParameter(link, 'cursor', cut)),
      );
    }
  });

  it('are refused when a client made them up', async () => {
    await fillCatalogue(someRows(30));
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

    for (const cursor of [
      '',
      '.',
      '0',
      '20',
      random.uuid(),
      random.word(40),
      'ü',
      encode({ id: 1200 }),
      encode({ offset: 20 }),
      encode([20]),
      encode(null),
      `${encode({ id: 1200 })}.${encode({})}`,
      'A'.repeat(3000),
    ]) {
      await step(`cursor=${cursor.slice(0, 60)}`, () =>
        expectCursorRefused(withParameter('/v2/products?limit=5', 'cursor', cursor)),
      );
    }
  });

  it('are refused with other filters or another order, and taken with another limit', async () => {
    const category = random.word();
    const rows = someRows(40, () => ({ category, stock: 1 }));
    await fillCatalogue(rows);
    const link = await aNextLink(`limit=5&sort=price&inStock=true&category=${category}`);

    for (const [name, value] of [
      ['sort', '-price'],
      ['sort', 'name'],
      ['sort', null],
      ['category', random.word()],
      ['category', null],
      ['inStock', null],
      ['minPrice', '1'],
    ] as const) {
      await step(`the link of a page with ${name}=${String(value)}`, () =>
        expectCursorRefused(withParameter(link, name, value)),
      );
    }
    const page = await step('the link of a page with limit=9', () =>
      readPage(withParameter(link, 'limit', '9')),
    );
    expect(page.ids).toEqual(idsOf(inOrder(rows, 'price')).slice(5, 14));
  });
});
