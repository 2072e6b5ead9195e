import { buildSchema, type GraphQLFieldResolver, type GraphQLObjectType } from 'graphql';
import { query } from './database.ts';
import { fault } from './errors.ts';
import { createLoaders, PRODUCT, type Loaders, type Order, type OrderLine, type Product } from './loaders.ts';
import type { Review, Vendor } from './loaders.ts';
import { addReview, isId, placeOrder, type OrderInput, type ReviewInput } from './mutations.ts';
import { SDL } from './sdl.ts';

interface Context {
  loaders: Loaders;
}

export const schema = buildSchema(SDL);

/** Everything that is not simply a property of the object around it. */
const resolvers: Record<string, Record<string, GraphQLFieldResolver<any, Context>>> = {
  Query: {
    product: (_, { id }, { loaders }) => findById(loaders.product, id),
    vendor: (_, { id }, { loaders }) => findById(loaders.vendor, id),
    order: (_, { id }, { loaders }) => findById(loaders.order, id),
    products: (_, { category, first }) =>
      query<Product>(
        `SELECT ${PRODUCT} FROM products WHERE $1::text IS NULL OR category = $1 ORDER BY id LIMIT $2`,
        [category ?? null, checkFirst(first)],
      ),
  },
  Product: {
    vendor: ({ vendorId }: Product, _, { loaders }) => (vendorId === null ? null : loaders.vendor.load(vendorId)),
    averageRating: ({ id }: Product, _, { loaders }) => loaders.averageRating.load(id),
    reviews: ({ id }: Product, { first }, { loaders }) => loaders.reviews(checkFirst(first)).load(id),
  },
  Vendor: {
    products: ({ id }: Vendor, { first }, { loaders }) => loaders.productsOfVendor(checkFirst(first)).load(id),
  },
  Review: {
    product: ({ productId }: Review, _, { loaders }) => loaders.product.load(productId),
  },
  Order: {
    lines: ({ id }: Order, _, { loaders }) => loaders.lines.load(id),
    totalCents: async ({ id }: Order, _, { loaders }) =>
      (await loaders.lines.load(id)).reduce((sum, line) => sum + line.quantity * line.priceCents, 0),
  },
  OrderLine: {
    product: async ({ productId }: OrderLine, _, { loaders }) => {
      const product = productId === null ? null : await loaders.product.load(productId);
      if (!product) throw fault('PRODUCT_GONE', 'The product of this line was deleted.');
      return product;
    },
  },
  Mutation: {
    addReview: mutation((input: ReviewInput) => addReview(input)),
    placeOrder: mutation((input: OrderInput) => placeOrder(input)),
  },
};

/** What was read before a change is not read again after it. */
function mutation<Input>(change: (input: Input) => Promise<unknown>): GraphQLFieldResolver<unknown, Context> {
  return async (_, { input }, context) => {
    const result = await change(input);
    context.loaders = createLoaders();
    return result;
  };
}

function findById<T>(loader: { load(id: string): Promise<T | null> }, id: string): Promise<T | null> | null {
  return isId(id) ? loader.load(id) : null;
}

function checkFirst(first: number): number {
  if (first < 1 || first > 100) throw fault('INVALID_INPUT', 'first must be from 1 to 100.', ['first']);
  return first;
}

for (const [type, fields] of Object.entries(resolvers))
  for (const [name, resolve] of Object.entries(fields))
    (schema.getType(type) as GraphQLObjectType).getFields()[name]!.resolve = resolve;
