import { eventually, random, services, step, subjects, type SubjectInstance } from '@touchstone/kit';

const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];
const { postgres, redis } = services;

/** Puts a product into the table, as if it had always been there. */
async function aProduct(): Promise<{ sku: string; name: string; price: number }> {
  const product = { sku: random.word(12), name: random.sentence(3), price: random.integer(100, 90_000) };
  await postgres.query('INSERT INTO products (sku, name, price) VALUES ($1, $2, $3)', [
    product.sku,
    product.name,
    product.price,
  ]);
  return product;
}

/** How many statements about products your program has sent so far. */
async function countStatements(): Promise<number> {
  const [row] = await postgres.query<{ calls: number }>(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM touchstone.pg_stat_statements WHERE query ILIKE '%products%'`,
  );
  return row?.calls ?? 0;
}

beforeEach(async () => {
  await postgres.run(`
    CREATE TABLE IF NOT EXISTS products (sku text PRIMARY KEY, name text NOT NULL, price bigint NOT NULL);
    GRANT SELECT, INSERT, UPDATE ON products TO app`);
  await redis.reset();
});

describe('Products', () => {
  it('are answered as the table has them', async () => {
    const product = await aProduct();

    const answer = await first.get(`/products/${product.sku}`);

    expect(answer).toHaveStatus(200);
    expect(answer.json).toEqual(product);
  });

  it('are asked for once, whichever instance is read', async () => {
    const product = await aProduct();
    const before = await countStatements();

    for (const instance of [first, second, first, second]) {
      expect(await instance.get(`/products/${product.sku}`)).toHaveStatus(200);
    }

    await step('statements that four reads of one product cost the database', async () =>
      expect((await countStatements()) - before).toBe(1),
    );
  });

  it('show the new price at both instances after a PUT', async () => {
    const { sku, name, price } = await aProduct();
    for (const instance of subjects) await instance.get(`/products/${sku}`);

    const answer = await first.put(`/products/${sku}`, { json: { name, price: price + 1 } });

    expect(answer).toHaveStatus(200);
    for (const instance of subjects) {
      expect(await instance.get(`/products/${sku}`)).toHaveJson({ sku, price: price + 1 });
    }
  });

  it('are answered while Redis is away', async () => {
    const product = await aProduct();

    await redis.stop();
    const answer = await first.get(`/products/${product.sku}`).finally(() => redis.start());

    expect(answer).toHaveStatus(200);
    await step('a read that needs no statement, once Redis is back', () =>
      eventually(async () => {
        await first.get(`/products/${product.sku}`);
        const before = await countStatements();
        await first.get(`/products/${product.sku}`);
        expect((await countStatements()) - before).toBe(0);
      }, 4000),
    );
  });
});
