import { random, services, step } from '@touchstone/kit';
import {
  aProduct,
  aReview,
  ask,
  aVendor,
  insertOrder,
  insertProducts,
  insertReviews,
  insertVendors,
  newId,
  several,
} from './shop.ts';

beforeEach(() => services.postgres.reset());

describe('Reading', () => {
  it('answers products with all that belongs to them', async () => {
    const [first, second, third] = [aVendor(), aVendor(), aVendor()];
    const category = random.word();
    // In another order than the vendors, so that who mixes them up is seen.
    const products = [third, first, null, second].map((vendor) =>
      aProduct({ category, vendorId: vendor?.id ?? null }),
    );
    await insertVendors([first, second, third]);
    await insertProducts([...products, aProduct()]);
    const [rated] = products;
    const reviews = [4, 1, 4].map((rating) => aReview(rated!.id, { rating }));
    const ids = await insertReviews(reviews);

    const data = await ask(`{
      products(category: "${category}") {
        id name category priceCents stock averageRating
        vendor { id name }
        reviews { id author rating text product { id } }
      }
    }`);

    const vendors = new Map([first, second, third].map((vendor) => [vendor.id, vendor.name]));
    expect(data).toEqual({
      products: products.map(({ id, vendorId, name, priceCents, stock }, index) => ({
        id: String(id),
        name,
        category,
        priceCents,
        stock,
        averageRating: index === 0 ? 3 : null,
        vendor: vendorId === null ? null : { id: String(vendorId), name: vendors.get(vendorId) },
        reviews:
          index === 0
            ? reviews
                .map(({ author, rating, text }, at) => {
                  return { id: ids[at], author, rating, text, product: { id: String(id) } };
                })
                .reverse()
            : [],
      })),
    });
  });

  it('gives each product its own newest reviews', async () => {
    const vendor = aVendor();
    const products = several(3, () => aProduct({ vendorId: vendor.id }));
    await insertVendors([vendor]);
    await insertProducts(products);
    const [none, few, many] = products;
    const old = several(3, () => aReview(few!.id));
    const fresh = several(9, () => aReview(many!.id));
    await insertReviews([...old, ...fresh]);

    const data = await ask(`{ vendor(id: ${vendor.id}) { products { id reviews(first: 2) { text } } } }`);

    const newest = (reviews: typeof old) => reviews.slice(-2).reverse();
    const shown = (id: number, reviews: typeof old) => ({
      id: String(id),
      reviews: newest(reviews).map(({ text }) => ({ text })),
    });
    expect(data).toEqual({
      vendor: { products: [shown(none!.id, []), shown(few!.id, old), shown(many!.id, fresh)] },
    });
  });

  it('lists as many as were asked for, by ascending id', async () => {
    const [vendor, category] = [aVendor(), random.word()];
    const products = several(23, () => aProduct({ category, vendorId: vendor.id }));
    await insertVendors([vendor]);
    await insertProducts(random.shuffle(products));
    const firstIds = (count: number) => products.slice(0, count).map(({ id }) => ({ id: String(id) }));

    const data = await ask(`{
      twenty: products(category: "${category}") { id }
      seven: products(category: "${category}", first: 7) { id }
      all: products(category: null, first: 100) { id }
      vendor(id: "${vendor.id}") { twenty: products { id } seven: products(first: 7) { id } }
    }`);

    expect(data).toEqual({
      twenty: firstIds(20),
      seven: firstIds(7),
      all: firstIds(23),
      vendor: { twenty: firstIds(20), seven: firstIds(7) },
    });
  });

  it('filters by category and takes its text as text', async () => {
    const word = random.word();
    const categories = [`${word}'s`, `${word}' OR ''='`, `${word}%`, `${word} \\ "grün" --`];
    const products = categories.map((category) => aProduct({ category }));
    await insertProducts([...products, aProduct({ category: word }), aProduct({ category: `${word}x` })]);

    for (const [index, category] of categories.entries()) {
      await step(`products of the category ${category}`, async () =>
        expect(await ask(`{ products(category: ${JSON.stringify(category)}) { id } }`)).toEqual({
          products: [{ id: String(products[index]!.id) }],
        }),
      );
    }
  });

  it('answers null for an id that names nothing, whatever it looks like', async () => {
    const product = aProduct();
    await insertProducts([product]);
    const ids = [String(newId()), random.word(), '', '0', '-1', '1.5', '1 OR 1=1', '99999999999999999999'];

    for (const id of ids) {
      const query = `{ product(id: "${id}") { name } vendor(id: "${id}") { name } order(id: "${id}") { customer } }`;
      await step(`product, vendor and order with the id ${JSON.stringify(id)}`, async () =>
        expect(await ask(query)).toEqual({ product: null, vendor: null, order: null }),
      );
    }
    expect(await ask(`{ product(id: "${product.id}") { name } }`)).toEqual({
      product: { name: product.name },
    });
  });

  it('follows an order to its lines, products and vendors', async () => {
    const [one, other] = [aVendor(), aVendor()];
    const [late, early] = [aProduct({ vendorId: one.id }), aProduct({ vendorId: other.id })];
    await insertVendors([one, other]);
    await insertProducts([late, early]);
    const customer = random.word();
    const lines = [
      { productId: early.id, quantity: 3, priceCents: early.priceCents + 11 },
      { productId: late.id, quantity: random.integer(2, 9), priceCents: late.priceCents + 7 },
    ];
    const id = await insertOrder(customer, lines);

    const data = await ask(`{
      order(id: "${id}") {
        id customer totalCents lines { quantity priceCents product { id vendor { name } } }
      }
    }`);

    const shown = ({ quantity, priceCents }: (typeof lines)[0], product: unknown) => {
      return { quantity, priceCents, product };
    };
    expect(data).toEqual({
      order: {
        id,
        customer,
        totalCents: lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0),
        lines: [
          shown(lines[0]!, { id: String(early.id), vendor: { name: other.name } }),
          shown(lines[1]!, { id: String(late.id), vendor: { name: one.name } }),
        ],
      },
    });
  });

  it('shows in the next request what changed a moment ago', async () => {
    const [one, other] = [aVendor(), aVendor()];
    const product = aProduct({ vendorId: one.id });
    await insertVendors([one, other]);
    await insertProducts([product]);
    await insertReviews([aReview(product.id, { rating: 5 })]);
    const query = `{ product(id: "${product.id}") { stock averageRating vendor { name } reviews { rating } } }`;
    expect(await ask(query)).toEqual({
      product: {
        stock: product.stock,
        averageRating: 5,
        vendor: { name: one.name },
        reviews: [{ rating: 5 }],
      },
    });

    const renamed = random.word();
    await services.postgres.query('UPDATE public.products SET stock = 0, vendor_id = $2 WHERE id = $1', [
      product.id,
      other.id,
    ]);
    await services.postgres.query('UPDATE public.vendors SET name = $2 WHERE id = $1', [other.id, renamed]);
    await insertReviews([aReview(product.id, { rating: 2 })]);

    await step('after the back office changed stock, vendor and reviews', async () =>
      expect(await ask(query)).toEqual({
        product: {
          stock: 0,
          averageRating: 3.5,
          vendor: { name: renamed },
          reviews: [{ rating: 2 }, { rating: 5 }],
        },
      }),
    );
  });
});
