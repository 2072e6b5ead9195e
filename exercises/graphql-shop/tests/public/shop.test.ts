import { random, services, step, subject, type HttpResponse } from '@touchstone/kit';

function send(query: string, variables?: Record<string, unknown>): Promise<HttpResponse> {
  const accept = 'application/graphql-response+json';
  return subject.post('/graphql', { json: { query, variables }, headers: { accept } });
}

/** The data of an operation in which nothing may go wrong. */
async function ask(query: string, variables?: Record<string, unknown>): Promise<unknown> {
  const answer = await send(query, variables);
  expect(answer).toHaveStatus(200);
  const { data, errors } = answer.json as { data?: unknown; errors?: unknown };
  await step('errors of an operation in which nothing is wrong', () => expect(errors ?? []).toEqual([]));
  return data;
}

/** Rakes 1 to `count`, each of a vendor of its own. */
async function fillShop(count: number): Promise<void> {
  await services.postgres.query(
    "INSERT INTO public.vendors (id, name) SELECT n, 'Vendor ' || n FROM generate_series(1, $1::int) AS n",
    [count],
  );
  await services.postgres.query(
    `INSERT INTO public.products (id, vendor_id, name, category, price_cents, stock)
     SELECT n, n, 'Rake ' || n, 'rakes', 1999, 5 FROM generate_series(1, $1::int) AS n`,
    [count],
  );
}

/** How many SELECT, INSERT, UPDATE and DELETE statements your program has sent since PostgreSQL started. */
async function countStatements(): Promise<number> {
  const [row] = await services.postgres.query<{ count: number }>(
    'SELECT coalesce(sum(calls), 0)::int AS count FROM touchstone.pg_stat_statements',
  );
  return row?.count ?? 0;
}

beforeEach(() => services.postgres.reset());

describe('The shop', () => {
  it('answers a product with its vendor', async () => {
    await fillShop(1);

    const data = await ask('{ product(id: 1) { id name priceCents averageRating vendor { name } } }');

    expect(data).toEqual({
      product: {
        id: '1',
        name: 'Rake 1',
        priceCents: 1999,
        averageRating: null,
        vendor: { name: 'Vendor 1' },
      },
    });
  });

  it('takes variables', async () => {
    await fillShop(3);

    const data = await ask('query ($n: Int!) { products(category: "rakes", first: $n) { id } }', { n: 2 });

    expect(data).toEqual({ products: [{ id: '1' }, { id: '2' }] });
  });

  it('adds a review', async () => {
    await fillShop(1);
    const input = { productId: '1', author: 'Ada', rating: 4, text: random.sentence() };

    const data = await ask(
      'mutation ($input: AddReviewInput!) { addReview(input: $input) { text product { averageRating } } }',
      { input },
    );

    expect(data).toEqual({ addReview: { text: input.text, product: { averageRating: 4 } } });
  });

  it('refuses what does not fit the schema', async () => {
    const answer = await send('{ product(id: 1) { colour } }');

    expect(answer).toHaveStatus(400);
    expect(answer).toHaveHeader('content-type', /^application\/graphql-response\+json/);
    expect(answer).toHaveJson({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('asks PostgreSQL no more often for more products', async () => {
    await fillShop(30);
    const before = await countStatements();

    await ask('{ products(first: 30) { name vendor { name } } }');

    await step('statements for 30 products and their vendors', async () =>
      expect((await countStatements()) - before).toBeLessThanOrEqual(10),
    );
  });

  it('refuses an operation that goes round in circles', async () => {
    const circle = 'vendor { products(first: 1) { '.repeat(10) + 'id' + ' } }'.repeat(10);

    const answer = await send(`{ product(id: 1) { ${circle} } }`);

    expect(answer).toHaveStatus(400);
    expect(answer).toHaveJson({ errors: [{ extensions: { code: 'TOO_COMPLEX' } }] });
  });
});
