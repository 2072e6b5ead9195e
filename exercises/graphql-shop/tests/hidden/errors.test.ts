import { random, services, step } from '@touchstone/kit';
import {
  aProduct,
  aReview,
  ask,
  aVendor,
  errorsOf,
  insertOrder,
  insertProducts,
  insertReviews,
  insertVendors,
  run,
} from './shop.ts';

beforeEach(() => services.postgres.reset());

/** An order of three lines, the second one for a product that was deleted since. */
async function anOldOrder() {
  const products = [aProduct(), aProduct()];
  await insertProducts(products);
  const [first, last] = products;
  const lines = [first!.id, null, last!.id].map((productId) => {
    return { productId, quantity: random.integer(1, 9), priceCents: random.integer(100, 9000) };
  });
  return { id: await insertOrder(random.word(), lines), lines };
}

describe('Errors', () => {
  it('stand where a line lost its product, and the line is null', async () => {
    const { id, lines } = await anOldOrder();

    const result = await run(`{ order(id: "${id}") { id lines { quantity product { id } } } }`);

    const shown = lines.map(({ productId, quantity }) =>
      productId === null ? null : { quantity, product: { id: String(productId) } },
    );
    await step('an order of three lines, the second one without its product', () => {
      expect(result.data).toEqual({ order: { id, lines: shown } });
      expect(errorsOf(result)).toEqual([{ path: ['order', 'lines', 1, 'product'], code: 'PRODUCT_GONE' }]);
    });
  });

  it('do not come when nobody asks for the product', async () => {
    const { id, lines } = await anOldOrder();

    const data = await ask(`{ order(id: "${id}") { totalCents lines { quantity priceCents } } }`);

    expect(data).toEqual({
      order: {
        totalCents: lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0),
        lines: lines.map(({ quantity, priceCents }) => ({ quantity, priceCents })),
      },
    });
  });

  it('refuse a `first` out of range, and what cannot be null takes its parent along', async () => {
    const vendor = aVendor();
    const product = aProduct({ vendorId: vendor.id });
    await insertVendors([vendor]);
    await insertProducts([product]);

    for (const first of [0, -1, 101, random.integer(102, 4000)]) {
      const invalid = (path: string[]) => [{ path, code: 'INVALID_INPUT', fields: ['first'] }];
      await step(`products(first: ${first})`, async () => {
        const result = await run(`{ products(first: ${first}) { id } }`);
        expect(result.data).toBe(null);
        expect(errorsOf(result)).toEqual(invalid(['products']));
      });
      await step(`products(first: ${first}) of a vendor, beside a product`, async () => {
        const result = await run(`{
          product(id: "${product.id}") { name }
          vendor(id: "${vendor.id}") { name products(first: ${first}) { id } }
        }`);
        expect(result.data).toEqual({ product: { name: product.name }, vendor: null });
        expect(errorsOf(result)).toEqual(invalid(['vendor', 'products']));
      });
    }
    const ends = `{ products(first: 1) { id } vendor(id: "${vendor.id}") { products(first: 100) { id } } }`;
    await step('the ends of the range', async () =>
      expect(await ask(ends)).toEqual({
        products: [{ id: String(product.id) }],
        vendor: { products: [{ id: String(product.id) }] },
      }),
    );
  });

  it('tell nobody what PostgreSQL said', async () => {
    const product = aProduct();
    await insertProducts([product]);
    await insertReviews([aReview(product.id, { rating: 4 })]);
    const query = `{ product(id: "${product.id}") { averageRating } }`;

    await services.postgres.query('ALTER TABLE public.reviews RENAME TO reviews_away');
    const result = await run(query).finally(() =>
      services.postgres.query('ALTER TABLE public.reviews_away RENAME TO reviews'),
    );

    await step('an average while the table of the reviews is away', () => {
      expect(result).toHaveProperty('data');
      expect(result.errors?.map(({ message, extensions }) => ({ message, ...extensions }))).toEqual([
        { message: 'Internal error', code: 'INTERNAL' },
      ]);
    });
    await step('when the table is back', async () =>
      expect(await ask(query)).toEqual({ product: { averageRating: 4 } }),
    );
  });
});
