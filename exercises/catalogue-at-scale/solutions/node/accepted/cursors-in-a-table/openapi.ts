const old = {
  Deprecation: { $ref: '#/components/headers/Deprecation' },
  Sunset: { $ref: '#/components/headers/Sunset' },
  Link: { $ref: '#/components/headers/Link' },
};
const json = (schema: unknown) => ({ 'application/json': { schema } });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const query = (name: string, schema: unknown) => ({ name, in: 'query', schema });

export const document = {
  openapi: '3.1.1',
  info: { title: 'The catalogue', version: '2' },
  servers: [{ url: '/' }],
  paths: {
    '/v1/products': {
      get: {
        deprecated: true,
        parameters: [query('category', { type: 'string' }), query('page', { type: 'integer', minimum: 1 })],
        responses: {
          200: {
            description: 'Twenty products',
            headers: old,
            content: json({ type: 'array', items: { $ref: '#/components/schemas/OldProduct' } }),
          },
          '4XX': { $ref: '#/components/responses/OldError' },
        },
      },
    },
    '/v1/products/{product}': {
      parameters: [{ $ref: '#/components/parameters/Product' }],
      get: {
        deprecated: true,
        responses: {
          200: {
            description: 'A product',
            headers: old,
            content: json({ $ref: '#/components/schemas/OldProduct' }),
          },
          '4XX': { $ref: '#/components/responses/OldError' },
        },
      },
    },
    '/v2/products': {
      get: {
        parameters: [
          query('category', { type: 'string' }),
          query('minPrice', { type: 'integer', minimum: 0, maximum: 1_000_000_000 }),
          query('maxPrice', { type: 'integer', minimum: 0, maximum: 1_000_000_000 }),
          query('inStock', { enum: ['true', 'false'] }),
          query('sort', { type: 'string', example: '-price,name' }),
          query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
          query('cursor', { type: 'string' }),
        ],
        responses: {
          200: {
            description: 'A page',
            headers: { Link: { $ref: '#/components/headers/Link' } },
            content: json({
              type: 'object',
              required: ['items'],
              properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Product' } } },
            }),
          },
          400: problem('Wrong parameters'),
        },
      },
    },
    '/v2/products/{product}': {
      parameters: [{ $ref: '#/components/parameters/Product' }],
      get: {
        responses: {
          200: { description: 'A product', content: json({ $ref: '#/components/schemas/Product' }) },
          404: problem('No such product'),
        },
      },
    },
  },
  components: {
    headers: {
      Deprecation: { schema: { type: 'string' } },
      Sunset: { schema: { type: 'string' } },
      Link: { schema: { type: 'string' } },
    },
    parameters: {
      Product: { name: 'product', in: 'path', required: true, schema: { type: 'string' } },
    },
    responses: {
      OldError: {
        description: 'What is wrong',
        headers: old,
        content: json({
          type: 'object',
          required: ['error'],
          properties: { error: { type: 'string' } },
          additionalProperties: false,
        }),
      },
    },
    schemas: {
      Money: {
        type: 'object',
        required: ['amount', 'currency'],
        properties: { amount: { type: 'integer', minimum: 0 }, currency: { enum: ['EUR'] } },
      },
      Product: {
        type: 'object',
        required: ['id', 'name', 'category', 'price', 'stock', 'updatedAt'],
        properties: {
          id: { type: 'integer' },
          name: { type: 'string' },
          category: { type: 'string' },
          price: { $ref: '#/components/schemas/Money' },
          stock: { type: 'integer' },
          updatedAt: { type: 'string', format: 'date-time' },
        },
        example: { id: 17, name: 'Gasket', category: 'pumps', stock: 3 },
      },
      OldProduct: {
        type: 'object',
        required: ['id', 'title', 'price', 'inStock'],
        properties: {
          id: { type: 'integer' },
          title: { type: 'string' },
          price: { type: 'number' },
          inStock: { type: 'boolean' },
        },
        additionalProperties: false,
      },
      Problem: {
        type: 'object',
        required: ['status', 'title'],
        properties: {
          status: { type: 'integer' },
          title: { type: 'string' },
          errors: {
            type: 'array',
            items: {
              type: 'object',
              required: ['parameter', 'message'],
              properties: { parameter: { type: 'string' }, message: { type: 'string' } },
            },
          },
        },
      },
    },
  },
};
