const text = { type: 'string' };
const closed = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const list = (items: unknown) => ({ type: 'array', items });
const header = (description: string) => ({ description, schema: text });
const answer = (description: string, type: string, schema: unknown, headers?: unknown) => ({
  description,
  content: { [type]: { schema } },
  headers,
});
const inQuery = (name: string, schema: unknown, description: string) => ({
  name,
  in: 'query',
  required: false,
  schema,
  description,
});
const id = { name: 'id', in: 'path', required: true, schema: text };
const price = { type: 'integer', minimum: 0, maximum: 1_000_000_000 };

const farewell = {
  Deprecation: header('Since when version 1 is deprecated (RFC 9745)'),
  Sunset: header('When version 1 ends (RFC 8594)'),
  Link: header('The version that replaces it'),
};
const old = (description: string, schema: unknown) => answer(description, 'application/json', schema, farewell);
const problem = (description: string) => answer(description, 'application/problem+json', ref('Problem'));

export const document = {
  openapi: '3.1.0',
  info: { title: 'Spare parts', version: '2.0.0' },
  paths: {
    '/v1/products': {
      get: {
        operationId: 'listProductsV1',
        deprecated: true,
        parameters: [
          inQuery('category', text, 'Only products of this category'),
          inQuery('page', { type: 'integer', minimum: 1, default: 1 }, 'Pages of 20'),
        ],
        responses: {
          200: old('A page of products, by id', list(ref('ProductV1'))),
          400: old('No page', ref('ErrorV1')),
        },
      },
    },
    '/v1/products/{id}': {
      get: {
        operationId: 'readProductV1',
        deprecated: true,
        parameters: [id],
        responses: { 200: old('The product', ref('ProductV1')), 404: old('No such product', ref('ErrorV1')) },
      },
    },
    '/v2/products': {
      get: {
        operationId: 'listProducts',
        parameters: [
          inQuery('category', text, 'Only products of exactly this category'),
          inQuery('minPrice', price, 'In cents'),
          inQuery('maxPrice', price, 'In cents'),
          inQuery('inStock', { type: 'boolean' }, 'Only what is (or is not) in stock'),
          inQuery('sort', text, 'Of name, price and updatedAt, separated by commas; - for descending'),
          inQuery('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }, 'Products on a page'),
          inQuery('cursor', text, 'From a link of an earlier page'),
        ],
        responses: {
          200: answer('A page of products', 'application/json', ref('Page'), {
            Link: header('rel="next" and rel="prev" (RFC 8288)'),
          }),
          400: problem('Wrong query parameters'),
        },
      },
    },
    '/v2/products/{id}': {
      get: {
        operationId: 'readProduct',
        parameters: [id],
        responses: {
          200: answer('The product', 'application/json', ref('Product')),
          404: problem('No such product'),
        },
      },
    },
  },
  components: {
    schemas: {
      Product: closed({
        id: { type: 'integer' },
        name: text,
        category: text,
        price: closed({ amount: { type: 'integer' }, currency: { type: 'string', const: 'EUR' } }),
        stock: { type: 'integer' },
        updatedAt: { type: 'string', format: 'date-time' },
      }),
      Page: closed({ items: list(ref('Product')) }),
      Problem: {
        type: 'object',
        properties: {
          status: { type: 'integer' },
          title: text,
          errors: list(closed({ parameter: text, message: text })),
        },
        required: ['status', 'title'],
        additionalProperties: false,
      },
      ProductV1: closed({ id: { type: 'integer' }, title: text, price: { type: 'number' }, inStock: { type: 'boolean' } }),
      ErrorV1: closed({ error: text }),
    },
  },
};
