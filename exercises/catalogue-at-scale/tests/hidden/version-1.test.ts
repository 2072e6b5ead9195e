import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import { fillCatalogue, findLink, someRows, toOldProduct } from './catalogue.ts';

const DEPRECATED_SINCE = '@1767225600';
const ENDS = 'Wed, 30 Jun 2027 23:59:59 GMT';

function expectOldError(response: HttpResponse, status: number): void {
  expect(response).toHaveStatus(status);
  expect(response).toHaveHeader('content-type', /^application\/json/);
  expect(response.json).toEqual({ error: expect.any(String) });
}

function toFarewell(response: HttpResponse): Record<string, unknown> {
  const { deprecation, sunset } = response.headers;
  return { deprecation, sunset, successor: findLink(response, 'successor-version') };
}

describe('Version 1', () => {
  it('lists and shows products in the shape that it always had', async () => {
    const category = random.word();
    const rows = someRows(50, (at) => ({ stock: at % 3, ...(at % 10 === 7 ? {} : { category }) }));
    await fillCatalogue(rows);
    const ofCategory = rows.filter((row) => row.category === category);

    for (const [query, expected] of [
      ['', rows.slice(0, 20)],
      ['?page=3', rows.slice(40)],
      [`?category=${category}&page=2`, ofCategory.slice(20, 40)],
      ['?page=9', []],
    ] as const) {
      const answer = await step(`GET /v1/products${query}`, () => subject.get(`/v1/products${query}`));
      expect(answer).toHaveStatus(200);
      expect(answer).toHaveHeader('content-type', /^application\/json/);
      expect(answer.json).toEqual(expected.map(toOldProduct));
    }
    const row = random.pick(rows);
    const one = await subject.get(`/v1/products/${row.id}`);
    expect(one).toHaveStatus(200);
    expect(one.json).toEqual(toOldProduct(row));
  });

  it('is as lenient as it always was, and its errors are the old ones', async () => {
    const rows = someRows(5);
    await fillCatalogue(rows);

    for (const query of [
      `?_=${random.integer(1, 1e9)}`,
      '?limit=2&sort=-price&colour=red',
      '?cursor=abc&inStock=x',
    ]) {
      const answer = await step(`GET /v1/products${query}`, () => subject.get(`/v1/products${query}`));
      expect(answer).toHaveStatus(200);
      expect(answer.json).toEqual(rows.map(toOldProduct));
    }
    for (const page of ['0', '-1', '1.5', 'two', '']) {
      await step(`GET /v1/products?page=${page}`, async () =>
        expectOldError(await subject.get(`/v1/products?page=${page}`), 400),
      );
    }
    for (const id of [random.integer(1, 900), random.word()]) {
      await step(`GET /v1/products/${id}`, async () =>
        expectOldError(await subject.get(`/v1/products/${id}`), 404),
      );
    }
  });

  it('says in every answer that it is deprecated, when it ends and what replaces it', async () => {
    const rows = someRows(25);
    await fillCatalogue(rows);

    for (const path of [
      '/v1/products',
      `/v1/products/${rows[0]!.id}`,
      '/v1/products?page=0',
      `/v1/products/${random.word()}`,
    ]) {
      const answer = await subject.get(path);
      await step(`GET ${path}: Deprecation, Sunset and Link rel="successor-version"`, () =>
        expect(toFarewell(answer)).toEqual({
          deprecation: DEPRECATED_SINCE,
          sunset: ENDS,
          successor: '/v2/products',
        }),
      );
    }
    for (const path of ['/v2/products', `/v2/products/${rows[0]!.id}`, '/v2/products?limit=0']) {
      const answer = await subject.get(path);
      await step(`GET ${path}: nothing of the kind`, () =>
        expect(toFarewell(answer)).toEqual({ deprecation: undefined, sunset: undefined, successor: null }),
      );
    }
  });
});
