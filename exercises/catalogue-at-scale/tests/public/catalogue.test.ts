import { random, readOpenApi, services, step, subject, type HttpResponse } from '@touchstone/kit';

/** Parts 1 to `count`, each ten cents dearer than the one before it. */
async function fillCatalogue(count: number): Promise<void> {
  await services.postgres.query('TRUNCATE public.products');
  const sql = `
    INSERT INTO public.products (id, name, category, price, stock, updated_at)
    SELECT n, 'Part ' || n, 'pumps', 1000 + n * 10, 5, '2026-01-31T12:00:00Z' FROM generate_series(1, $1::int) AS n`;
  await services.postgres.query(sql, [count]);
}

function idsOf(response: HttpResponse): unknown[] {
  expect(response).toHaveStatus(200);
  expect(response).toHaveJson({ items: expect.any(Array) });
  return (response.json as { items: { id: unknown }[] }).items.map(({ id }) => id);
}

/** Where `rel="next"` of the Link header leads, or null. */
function findNext(response: HttpResponse): string | null {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.link ?? '')?.[1];
  if (target === undefined) return null;
  const { pathname, search } = new URL(target, `http://127.0.0.1${response.request.path}`);
  return pathname + search;
}

describe('The catalogue', () => {
  it('shows the first products', async () => {
    await fillCatalogue(3);

    const answer = await subject.get('/v2/products?limit=2');

    expect(idsOf(answer)).toEqual([1, 2]);
    expect(answer).toHaveJson({
      items: [
        {
          id: 1,
          name: 'Part 1',
          category: 'pumps',
          price: { amount: 1010, currency: 'EUR' },
          stock: 5,
          updatedAt: expect.stringMatching(/^2026-01-31T12:00:00/),
        },
        { id: 2 },
      ],
    });
  });

  it('goes on where it stood, although a product before it was deleted', async () => {
    await fillCatalogue(6);
    const first = await subject.get('/v2/products?limit=2&sort=-price');
    expect(idsOf(first)).toEqual([6, 5]);
    const next = findNext(first);
    await step('a link with rel="next" on the first page', () => expect(next).toEqual(expect.any(String)));
    await services.postgres.query('DELETE FROM public.products WHERE id = 6');

    const second = await step('the second page', () => subject.get(next ?? ''));

    expect(idsOf(second)).toEqual([4, 3]);
  });

  it('names the parameter that it does not know', async () => {
    const name = random.word();

    const answer = await subject.get(`/v2/products?${name}=1`);

    expect(answer).toHaveStatus(400);
    expect(answer).toHaveHeader('content-type', /^application\/problem\+json/);
    expect(answer).toHaveJson({ status: 400, errors: [{ parameter: name, message: expect.any(String) }] });
  });

  it('still answers version 1', async () => {
    await fillCatalogue(1);

    const answer = await subject.get('/v1/products');

    expect(answer).toHaveStatus(200);
    expect(answer.json).toEqual([{ id: 1, title: 'Part 1', price: 10.1, inStock: true }]);
    expect(answer).toHaveHeader('deprecation', '@1767225600');
  });

  it('answers as its own document says', async () => {
    await fillCatalogue(2);
    const api = readOpenApi(await subject.get('/openapi.json'));

    api.operation('GET', '/v2/products').check(await subject.get('/v2/products'));
  });
});
