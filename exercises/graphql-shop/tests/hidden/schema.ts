import { ask } from './shop.ts';

/** Types and their fields, as `readSchema` writes them. */
export const SCHEMA: Readonly<Record<string, readonly string[]>> = {
  AddReviewInput: ['author: String!', 'productId: ID!', 'rating: Int!', 'text: String!'],
  Mutation: ['addReview(input: AddReviewInput!): Review', 'placeOrder(input: PlaceOrderInput!): Order'],
  Order: ['customer: String!', 'id: ID!', 'lines: [OrderLine]!', 'totalCents: Int!'],
  OrderLine: ['priceCents: Int!', 'product: Product!', 'quantity: Int!'],
  OrderLineInput: ['productId: ID!', 'quantity: Int!'],
  PlaceOrderInput: ['customer: String!', 'lines: [OrderLineInput!]!'],
  Product: [
    'averageRating: Float',
    'category: String!',
    'id: ID!',
    'name: String!',
    'priceCents: Int!',
    'reviews(first: Int! = 10): [Review!]!',
    'stock: Int!',
    'vendor: Vendor',
  ],
  Query: [
    'order(id: ID!): Order',
    'product(id: ID!): Product',
    'products(category: String, first: Int! = 20): [Product!]!',
    'vendor(id: ID!): Vendor',
  ],
  Review: ['author: String!', 'id: ID!', 'product: Product!', 'rating: Int!', 'text: String!'],
  Vendor: ['id: ID!', 'name: String!', 'products(first: Int! = 20): [Product!]!'],
};

interface TypeReference {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType?: TypeReference | null;
}

interface Input {
  readonly name: string;
  readonly type: TypeReference;
  readonly defaultValue: string | null;
}

interface Introspection {
  readonly __schema: {
    readonly types: readonly {
      readonly kind: string;
      readonly name: string;
      readonly fields: readonly { name: string; type: TypeReference; args: readonly Input[] }[] | null;
      readonly inputFields: readonly Input[] | null;
    }[];
  };
}

/** What a tool asks for first; deeper and broader than any limit of this exercise. */
const QUESTION = `
  query IntrospectionQuery {
    __schema {
      queryType { name }
      mutationType { name }
      subscriptionType { name }
      types { ...FullType }
      directives { name description locations args { ...InputValue } }
    }
  }
  fragment FullType on __Type {
    kind name description
    fields(includeDeprecated: true) {
      name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
    }
    inputFields { ...InputValue }
    interfaces { ...TypeRef }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...TypeRef }
  }
  fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
  fragment TypeRef on __Type {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType {
      kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } }
  }`;

/** The program's own types and their fields, in alphabetical order. */
export async function readSchema(): Promise<Record<string, string[]>> {
  const { __schema } = (await ask(QUESTION)) as Introspection;
  const own = __schema.types.filter(
    ({ kind, name }) => ['OBJECT', 'INPUT_OBJECT'].includes(kind) && !name.startsWith('__'),
  );
  return Object.fromEntries(
    own.map(({ name, fields, inputFields }) => [
      name,
      [
        ...(fields ?? []).map((field) => `${field.name}${writeArguments(field.args)}: ${write(field.type)}`),
        ...(inputFields ?? []).map(writeInput),
      ].sort(),
    ]),
  );
}

function writeArguments(args: readonly Input[]): string {
  return args.length === 0 ? '' : `(${args.map(writeInput).sort().join(', ')})`;
}

function writeInput({ name, type, defaultValue }: Input): string {
  return `${name}: ${write(type)}${defaultValue === null ? '' : ` = ${defaultValue}`}`;
}

function write({ kind, name, ofType }: TypeReference): string {
  if (kind === 'NON_NULL') return `${write(ofType!)}!`;
  return kind === 'LIST' ? `[${write(ofType!)}]` : String(name);
}
