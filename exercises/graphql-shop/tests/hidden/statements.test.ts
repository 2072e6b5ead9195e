import { random, services, step } from '@touchstone/kit';
import {
  aProduct,
  aReview,
  ask,
  aVendor,
  counted,
  insertOrder,
  insertProducts,
  insertReviews,
  insertVendors,
  several,
  type Review,
  type Vendor,
} from './shop.ts';

beforeEach(() => services.postgres.reset());

const MOST_STATEMENTS = 10;

/** Its data is right, and it did not cost more statements than any query may. */
async function expectFewStatements(what: string, query: string, data: unknown): Promise<void> {
  const { result, statements } = await counted(() => ask(query));
  expect(result).toEqual(data);
  await step(`statements that PostgreSQL was sent for ${what}, at most ${MOST_STATEMENTS}`, () =>
    expect(statements).toBeLessThanOrEqual(MOST_STATEMENTS),
  );
  await step('statements for it, which cannot be answered without any', () =>
    expect(statements).toBeGreaterThan(0),
  );
}

/** Some vendors, and products of theirs so that the first product is not of the first vendor. */
async function aShop(vendorCount: number, productCount: number, category = random.word()) {
  const vendors = several(vendorCount, aVendor);
  const products = several(productCount, (index) =>
    aProduct({ category, vendorId: vendors[(vendorCount - 1 + index) % vendorCount]!.id }),
  );
  await insertVendors(vendors);
  await insertProducts(products);
  return { vendors, products, category };
}

const nameOf = (vendors: readonly Vendor[], id: number | null) => ({
  name: vendors.find((vendor) => vendor.id === id)?.name,
});

const newestFirst = (reviews: readonly Review[], productId: number) =>
  reviews.filter((review) => review.productId === productId).reverse();

describe('Statements', () => {
  it('are few for a screen of products with vendors, ratings and reviews', async () => {
    const { vendors, products, category } = await aShop(25, 40);
    const reviews = products.flatMap(({ id }, index) =>
      several(index % 4, () => aReview(id, { rating: 1 + (index % 4) })),
    );
    await insertReviews(reviews);

    await expectFewStatements(
      'a screen of 40 products',
      `{ products(category: "${category}", first: 40) {
        id vendor { name } averageRating reviews(first: 5) { author text }
      } }`,
      {
        products: products.map(({ id, vendorId }, index) => ({
          id: String(id),
          vendor: nameOf(vendors, vendorId),
          averageRating: index % 4 === 0 ? null : 1 + (index % 4),
          reviews: newestFirst(reviews, id).map(({ author, text }) => ({ author, text })),
        })),
      },
    );
  });

  it('are few for a chain from a vendor through products and reviews and back', async () => {
    const { vendors, products } = await aShop(1, 30);
    const reviews = products.flatMap(({ id }) => several(2, () => aReview(id)));
    await insertReviews(reviews);
    const [vendor] = vendors;

    await expectFewStatements(
      'a vendor with 30 products and 60 reviews, and back',
      `{ vendor(id: "${vendor!.id}") { products(first: 30) {
        reviews(first: 3) { text product { id vendor { name } averageRating } }
      } } }`,
      {
        vendor: {
          products: products.map(({ id, vendorId }) => {
            const [newest, oldest] = newestFirst(reviews, id);
            const product = {
              id: String(id),
              vendor: nameOf(vendors, vendorId),
              averageRating: (newest!.rating + oldest!.rating) / 2,
            };
            return {
              reviews: [
                { text: newest!.text, product },
                { text: oldest!.text, product },
              ],
            };
          }),
        },
      },
    );
  });

  it('are few for an order of twenty lines', async () => {
    const { vendors, products } = await aShop(20, 20);
    const lines = products.map(({ id, priceCents }) => ({ productId: id, quantity: 1, priceCents }));
    const id = await insertOrder(random.word(), lines);
    const reviews = products.map((product) => aReview(product.id));
    await insertReviews(reviews);

    await expectFewStatements(
      'an order of 20 lines',
      `{ order(id: "${id}") { totalCents lines { product { name vendor { name } reviews { text } } } } }`,
      {
        order: {
          totalCents: lines.reduce((sum, { priceCents }) => sum + priceCents, 0),
          lines: products.map((product) => ({
            product: {
              name: product.name,
              vendor: nameOf(vendors, product.vendorId),
              reviews: newestFirst(reviews, product.id).map(({ text }) => ({ text })),
            },
          })),
        },
      },
    );
  });
});
