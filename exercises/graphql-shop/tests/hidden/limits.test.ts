import { random, services, step, subject, type HttpResponse } from '@touchstone/kit';
import {
  aProduct,
  aReview,
  ask,
  aVendor,
  counted,
  expectRefusal,
  insertOrder,
  insertProducts,
  insertReviews,
  insertVendors,
  send,
  several,
} from './shop.ts';

beforeEach(() => services.postgres.reset());

/** A vendor with one product that has one review: whatever an operation asks for, there is not much of it. */
async function aSmallShop() {
  const vendor = aVendor();
  const product = aProduct({ vendorId: vendor.id, category: random.word() });
  await insertVendors([vendor]);
  await insertProducts([product]);
  await insertReviews([aReview(product.id)]);
  return { vendor: vendor.id, product: product.id, category: product.category };
}

async function expectTooComplex(
  what: string,
  query: string,
  variables?: Record<string, unknown>,
): Promise<void> {
  const { result, statements } = await counted(() => send(query, { variables }));
  await expectRefusal(what, result, 'TOO_COMPLEX');
  await step(`${what}: SQL statements for it`, () => expect(statements).toBe(0));
}

async function expectRun(what: string, query: string, variables?: Record<string, unknown>): Promise<void> {
  await step(what, () => ask(query, variables));
}

describe('Limits', () => {
  it('stop an operation that is nine fields deep', async () => {
    const { vendor } = await aSmallShop();
    const round = (inner: string) => `products(first: 1) { reviews(first: 1) { product { ${inner} } } }`;
    const operation = (inner: string) => `{ vendor(id: "${vendor}") { ${inner} } }`;

    await expectRun(
      'a depth of 8: vendor, products, reviews, product, vendor, products, reviews, text',
      operation(round('vendor { products(first: 1) { reviews(first: 1) { text } } }')),
    );
    await expectTooComplex(
      'a depth of 9: vendor, products, reviews, product, vendor, products, reviews, product, id',
      operation(round(`vendor { ${round('id')} }`)),
    );
    await expectTooComplex(
      'a vendor of a product of a vendor, 20 times',
      operation('products(first: 1) { vendor { '.repeat(20) + 'id' + ' } }'.repeat(20)),
    );
  });

  it('look through fragments for the depth', async () => {
    const { vendor } = await aSmallShop();
    const named = (last: string) => `
      query { vendor(id: "${vendor}") { ...V } }
      fragment V on Vendor { products(first: 1) { ...P } }
      fragment P on Product { reviews(first: 1) { product { vendor { ...W } } } }
      fragment W on Vendor { products(first: 1) { reviews(first: 1) { ${last} } } }`;
    const inline = (last: string) => `
      { ... on Query { vendor(id: "${vendor}") { ... on Vendor { ... { products(first: 1) { ... on Product {
        reviews(first: 1) { product { vendor { ... on Vendor { products(first: 1) { reviews(first: 1) { ... on Review {
          ${last}
        } } } } } } } } } } } } } }`;

    await expectRun('a depth of 8 in named fragments', named('text'));
    await expectTooComplex('a depth of 9 in named fragments', named('product { id }'));
    await expectRun('a depth of 8 in inline fragments, which are no fields', inline('text'));
    await expectTooComplex('a depth of 9 in inline fragments', inline('product { id }'));
  });

  it('count every field, whatever its alias', async () => {
    const { product } = await aSmallShop();
    const aliases = several(99, (index) => `p${index}: product(id: "${product}") { name }`).join(' ');

    await expectRun('200 fields', `{ ${aliases} one: __typename two: __typename }`);
    await expectTooComplex('201 fields', `{ ${aliases} one: __typename two: __typename three: __typename }`);
    const skipped = several(999, (index) => `p${index}: product(id: "${product}") @skip(if: true) { name }`);
    await expectTooComplex('1999 fields, 1998 of them skipped', `{ ${skipped.join(' ')} __typename }`);
  });

  it('count the fields of a fragment each time it is used', async () => {
    const { product } = await aSmallShop();
    const operation = (times: number) => `
      { ${several(times, (index) => `p${index}: product(id: "${product}") { ...Much }`).join(' ')} }
      fragment Much on Product { ${several(39, (index) => `n${index}: name`).join(' ')} }`;

    await expectRun('a fragment of 39 fields, used by each of 5 products: 200 fields', operation(5));
    await expectTooComplex('the same, used by each of 6 products: 240 fields', operation(6));
  });

  it('count the objects that lists can hold', async () => {
    const { vendor, product, category } = await aSmallShop();
    const order = await insertOrder(random.word(), [{ productId: product, quantity: 1, priceCents: 100 }]);
    const list = (inner: string, first = '100') =>
      `{ products(category: "${category}", first: ${first}) { ${inner} } }`;

    await expectRun('100 + 100 × 49 objects: 5000', list('reviews(first: 49) { text }'));
    await expectTooComplex('100 + 100 × 50 objects: 5100', list('reviews(first: 50) { text }'));
    await expectRun(
      'vendors between the lists: 70 + 70 × 70 objects',
      list('vendor { products(first: 70) { id } }', '70'),
    );
    await expectTooComplex(
      'vendors between the lists: 71 + 71 × 71 objects',
      list('vendor { products(first: 71) { id } }', '71'),
    );
    await expectTooComplex(
      'two lists beside each other: 60 + 60 × 41 + 60 × 42 objects',
      list('one: reviews(first: 41) { text } two: reviews(first: 42) { text }', '60'),
    );
    await expectTooComplex(
      '20 lines with 100 reviews each, and 2 of the same product for each of them: 6020 objects',
      `{ order(id: "${order}") { lines { product { reviews(first: 100) { product { reviews(first: 2) { text } } } } } } }`,
    );
    await expectRun(
      '100 + 100 + 100 × 40 objects in two lists',
      `{ products(first: 100) { id } vendor(id: "${vendor}") { products(first: 100) { reviews(first: 40) { text } } } }`,
    );
  });

  it('count a list without `first` by its default', async () => {
    const { vendor } = await aSmallShop();
    const operation = (first: number) => `
      { vendor(id: "${vendor}") { products { reviews { product { reviews(first: ${first}) { text } } } } } }`;

    await expectRun('20 + 20 × 10 + 20 × 10 × 23 objects: 4820', operation(23));
    await expectTooComplex('20 + 20 × 10 + 20 × 10 × 24 objects: 5020', operation(24));
  });

  it('count a `first` that is a variable by its value', async () => {
    const { category } = await aSmallShop();
    const operation = (declaration: string) => `
      query (${declaration}) { products(category: "${category}", first: 100) { reviews(first: $n) { text } } }`;

    await expectRun('$n is 49', operation('$n: Int!'), { n: 49 });
    await expectTooComplex('$n is 50', operation('$n: Int!'), { n: 50 });
    await expectTooComplex('$n is 50 by its default', operation('$n: Int! = 50'));
    await expectRun('$n is 3 and its default 50', operation('$n: Int! = 50'), { n: 3 });
  });

  it('are measured within the usual time, whatever the fragments look like', async () => {
    const doubled = several(
      40,
      (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    const query = `{ ...F0 } ${doubled.join('\n')} fragment F40 on Query { __typename }`;

    // A program that is still at it would answer nothing in the tests that follow.
    const answer = await step('40 fragments, each of which uses the next one twice', () =>
      send(query).catch(async (error: unknown): Promise<HttpResponse> => {
        await subject.restart();
        throw error;
      }),
    );

    await expectRefusal('40 fragments, each of which uses the next one twice', answer, 'TOO_COMPLEX');
    await expectRun('a small operation after it', '{ __typename }');
  });
});
