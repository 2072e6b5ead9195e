import { random, services, step } from '@touchstone/kit';
import {
  aProduct,
  aReview,
  ask,
  countRows,
  errorsOf,
  insertProducts,
  insertReviews,
  literal,
  newId,
  run,
  several,
  stocksOf,
  type Product,
} from './shop.ts';

beforeEach(() => services.postgres.reset());

const addReview = (input: unknown, fields = 'id') =>
  `mutation { addReview(input: ${literal(input)}) { ${fields} } }`;

const placeOrder = (input: unknown, fields = 'id') =>
  `mutation { placeOrder(input: ${literal(input)}) { ${fields} } }`;

const line = ({ id }: Product, quantity: number) => ({ productId: String(id), quantity });

/** Null, and this error at the mutation. */
async function expectRefused(what: string, mutation: string, error: Record<string, unknown>): Promise<void> {
  const [field = ''] = /addReview|placeOrder/.exec(mutation) ?? [];
  await step(what, async () => {
    const result = await run(mutation);
    expect(result.data).toEqual({ [field]: null });
    expect(errorsOf(result)).toEqual([{ path: [field], ...error }]);
  });
}

describe('Mutations', () => {
  it('add a review that the product has from then on', async () => {
    const product = aProduct();
    await insertProducts([product]);
    await insertReviews([aReview(product.id, { rating: 2 })]);
    const input = {
      productId: String(product.id),
      author: random.word(),
      rating: 5,
      text: `It's "${random.word()}" \\ grün`,
    };
    const fields = 'author rating text product { averageRating reviews(first: 1) { text } }';

    const data = await ask(addReview(input, fields));

    const { author, rating, text } = input;
    expect(data).toEqual({
      addReview: { author, rating, text, product: { averageRating: 3.5, reviews: [{ text }] } },
    });
    await step('the next request', async () =>
      expect(await ask(`{ product(id: "${product.id}") { averageRating reviews { author } } }`)).toEqual({
        product: { averageRating: 3.5, reviews: [{ author }, { author: expect.any(String) }] },
      }),
    );
  });

  it('name every wrong field of a review, and write nothing', async () => {
    const product = aProduct();
    await insertProducts([product]);
    const good = { productId: String(product.id), author: random.word(), rating: 3, text: random.sentence() };
    const wrong: [Record<string, unknown>, string[]][] = [
      [{ author: '' }, ['author']],
      [{ author: 'x'.repeat(101) }, ['author']],
      [{ rating: 0 }, ['rating']],
      [{ rating: 6 }, ['rating']],
      [{ text: '' }, ['text']],
      [{ text: 'x'.repeat(2001) }, ['text']],
      [{ rating: -1, text: '' }, ['rating', 'text']],
      [{ author: '', rating: 9, text: '', productId: String(newId()) }, ['author', 'rating', 'text']],
    ];

    for (const [fault, fields] of wrong) {
      const what = `a review whose ${fields.join(' and ')} ${fields.length > 1 ? 'are' : 'is'} wrong`;
      await expectRefused(what, addReview({ ...good, ...fault }), { code: 'INVALID_INPUT', fields });
    }
    for (const productId of [String(newId()), random.word()]) {
      const mutation = addReview({ ...good, productId });
      await expectRefused(`a review of the product ${productId}`, mutation, { code: 'NOT_FOUND' });
    }

    await step('rows in reviews after all these refusals', async () =>
      expect(await countRows('reviews')).toBe(0),
    );
    await step('the longest that is allowed', () =>
      ask(addReview({ ...good, author: 'x'.repeat(100), text: 'x'.repeat(2000) })),
    );
  });

  it('place an order that takes from stock and keeps its prices', async () => {
    const products = several(3, () => aProduct());
    await insertProducts(products);
    const customer = random.word();
    const ordered = random.shuffle(products).map((product) => ({ product, quantity: random.integer(1, 50) }));
    const lines = ordered.map(({ product, quantity }) => line(product, quantity));
    const fields = 'id customer totalCents lines { quantity priceCents product { id stock } }';

    const data = await ask(placeOrder({ customer, lines }, fields));

    const { id } = (data as { placeOrder: { id: string } }).placeOrder;
    const totalCents = ordered.reduce((sum, { product, quantity }) => sum + product.priceCents * quantity, 0);
    const shown = ordered.map(({ product, quantity }) => ({
      quantity,
      priceCents: product.priceCents,
      product: { id: String(product.id), stock: product.stock - quantity },
    }));
    const order = { id: expect.any(String), customer, totalCents, lines: shown };
    expect(data).toEqual({ placeOrder: order });
    await services.postgres.query('UPDATE public.products SET price_cents = price_cents + 100');
    await step('the order after all prices went up', async () =>
      expect(await ask(`{ order(id: "${id}") { ${fields} } }`)).toEqual({ order }),
    );
  });

  it('refuse an order that makes no sense, and write nothing', async () => {
    const products = several(21, () => aProduct());
    await insertProducts(products);
    const [one, other] = products;
    const customer = random.word();
    const wrong: [string, unknown, string[]][] = [
      ['no lines', { customer, lines: [] }, ['lines']],
      ['21 lines', { customer, lines: products.map((product) => line(product, 1)) }, ['lines']],
      ['a quantity of 0', { customer, lines: [line(one!, 0)] }, ['lines']],
      ['a negative quantity', { customer, lines: [line(one!, 1), line(other!, -2)] }, ['lines']],
      ['a quantity of 101', { customer, lines: [line(one!, 101)] }, ['lines']],
      ['a product twice', { customer, lines: [line(one!, 1), line(one!, 2)] }, ['lines']],
      ['an empty customer', { customer: '', lines: [line(one!, 1)] }, ['customer']],
      ['nothing right', { customer: 'x'.repeat(101), lines: [line(one!, 0)] }, ['customer', 'lines']],
    ];

    for (const [what, input, fields] of wrong) {
      await expectRefused(what, placeOrder(input), { code: 'INVALID_INPUT', fields });
    }

    await step('stocks after all these refusals', async () =>
      expect(await stocksOf(products)).toEqual(products.map(({ stock }) => stock)),
    );
    await step('rows in orders', async () => expect(await countRows('orders')).toBe(0));
    await step('20 lines are allowed', () =>
      ask(placeOrder({ customer, lines: products.slice(1).map((product) => line(product, 1)) })),
    );
  });

  it('sell all of an order or nothing', async () => {
    const products = [aProduct({ stock: 9 }), aProduct({ stock: 3 }), aProduct({ stock: 7 })];
    await insertProducts(products);
    const [first, scarce, last] = products;
    const customer = random.word();
    const attempts: [string, { productId: string; quantity: number }, string][] = [
      ['a line for more than there is', line(scarce!, 4), 'OUT_OF_STOCK'],
      ['a line for a product that is not there', { productId: String(newId()), quantity: 1 }, 'NOT_FOUND'],
      ['a line for a product with a strange id', { productId: random.word(), quantity: 1 }, 'NOT_FOUND'],
    ];

    for (const [what, wrong, code] of attempts) {
      const lines = [line(first!, 2), wrong, line(last!, 2)];
      await expectRefused(what, placeOrder({ customer, lines }), { code });
    }

    await step('stocks after the refusals', async () => expect(await stocksOf(products)).toEqual([9, 3, 7]));
    await step('rows in orders', async () => expect(await countRows('orders')).toBe(0));
    await step('rows in order_lines', async () => expect(await countRows('order_lines')).toBe(0));
    await step('the last three', () => ask(placeOrder({ customer, lines: [line(scarce!, 3)] })));
    await step('stocks after it', async () => expect(await stocksOf(products)).toEqual([9, 0, 7]));
  });

  it('run one after the other, and each shows the shop as it left it', async () => {
    const product = aProduct({ stock: 10 });
    await insertProducts([product]);
    const input = (quantity: number) =>
      literal({ customer: random.word(), lines: [line(product, quantity)] });
    const fields = 'lines { product { stock } }';

    const result = await run(`mutation {
      one: placeOrder(input: ${input(4)}) { ${fields} }
      two: placeOrder(input: ${input(7)}) { ${fields} }
      three: placeOrder(input: ${input(5)}) { ${fields} }
    }`);

    await step('three orders in one request, for 4, 7 and 5 of the 10 in stock', () => {
      expect(result.data).toEqual({
        one: { lines: [{ product: { stock: 6 } }] },
        two: null,
        three: { lines: [{ product: { stock: 1 } }] },
      });
      expect(errorsOf(result)).toEqual([{ path: ['two'], code: 'OUT_OF_STOCK' }]);
    });
  });
});
