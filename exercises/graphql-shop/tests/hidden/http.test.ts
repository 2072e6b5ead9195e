import { random, services, step, subject, type HttpResponse } from '@touchstone/kit';
import { aProduct, ask, expectRefusal, insertProducts, send, sendBody, type Result } from './shop.ts';
import { readSchema, SCHEMA } from './schema.ts';

beforeEach(() => services.postgres.reset());

const MEDIA_TYPE = /^application\/graphql-response\+json *(;|$)/;

/** An object with errors and no data. */
function expectErrors(answer: HttpResponse, status: number): void {
  expect(answer).toHaveStatus(status);
  const { data, errors } = answer.json as Result;
  expect({ data, code: errors?.[0]?.extensions?.code, message: errors?.[0]?.message }).toEqual({
    data: undefined,
    code: 'BAD_REQUEST',
    message: expect.any(String),
  });
}

describe('GraphQL over HTTP', () => {
  it('takes variables and their defaults', async () => {
    const category = random.word();
    const products = [aProduct({ category }), aProduct({ category }), aProduct({ category })];
    await insertProducts(products);
    const [first, second] = products.map(({ id }) => ({ id: String(id) }));
    const query = `query ($id: ID!, $category: String, $first: Int! = 2) {
      product(id: $id) { id }
      products(category: $category, first: $first) { id }
    }`;

    expect(await ask(query, { id: first!.id, category, first: 1 })).toEqual({
      product: first,
      products: [first],
    });
    expect(await ask(query, { id: second!.id, category })).toEqual({
      product: second,
      products: [first, second],
    });
    await step('a variable that is null', async () =>
      expect(await ask(query, { id: second!.id, category: null })).toEqual({
        product: second,
        products: [first, second],
      }),
    );
  });

  it('runs the operation that is named', async () => {
    const products = [aProduct(), aProduct()];
    await insertProducts(products);
    const [one, other] = products.map(({ id, name }) => ({ id: String(id), name }));
    const query = `query One { product(id: "${one!.id}") { name } }
      query Other { product(id: "${other!.id}") { name } }`;

    const answer = await send(query, { operationName: 'Other' });

    expect(answer).toHaveStatus(200);
    expect(answer.json).toEqual({ data: { product: { name: other!.name } } });
    await expectRefusal('two operations and no name', await send(query), 'BAD_REQUEST');
    await expectRefusal(
      'a name that neither of them has',
      await send(query, { operationName: random.word() }),
      'BAD_REQUEST',
    );
    expect(await send('{ product(id: "0") { name } }', { operationName: null })).toHaveStatus(200);
  });

  it('answers in application/graphql-response+json', async () => {
    expect(await send('{ __typename }')).toHaveHeader('content-type', MEDIA_TYPE);
    await step('what it refuses, too', async () => {
      expect(await send('{ nonsense }')).toHaveHeader('content-type', MEDIA_TYPE);
      expect(await sendBody('{')).toHaveHeader('content-type', MEDIA_TYPE);
      expect(await subject.get('/graphql')).toHaveHeader('content-type', MEDIA_TYPE);
    });
  });

  it('refuses with 400 what is no GraphQL request', async () => {
    const query = '{ __typename }';
    const bodies = {
      'no JSON': '{ "query": ',
      'no body': '',
      'a list': JSON.stringify([{ query }]),
      'a string': JSON.stringify(query),
      null: 'null',
      'no query': JSON.stringify({ operationName: null }),
      'a query that is no string': JSON.stringify({ query: { query } }),
      'variables that are a list': JSON.stringify({ query, variables: [1] }),
      'variables that are a string': JSON.stringify({ query, variables: '{}' }),
      'a name that is a number': JSON.stringify({ query, operationName: 1 }),
    };

    for (const [what, body] of Object.entries(bodies)) {
      await expectRefusal(what, await sendBody(body), 'BAD_REQUEST');
    }
  });

  it('refuses with 400 and without data what does not fit the schema', async () => {
    const documents = {
      'a syntax error': '{ products { id }',
      'an empty document': '',
      'an unknown field': '{ products { id colour } }',
      'an unknown argument': '{ products(last: 3) { id } }',
      'a missing argument': '{ product { id } }',
      'an argument of another type': '{ products(first: "3") { id } }',
      'an object without its fields': '{ products }',
      'an input with an unknown field': 'mutation { addReview(input: { stars: 5 }) { id } }',
      'a fragment that contains itself': '{ products { ...P } } fragment P on Product { id ...P }',
      'a variable that nobody declared': '{ products(first: $n) { id } }',
    };
    for (const [what, document] of Object.entries(documents)) {
      await expectRefusal(what, await send(document), 'BAD_REQUEST');
    }

    const query = 'query ($n: Int!) { products(first: $n) { id } }';
    for (const variables of [undefined, {}, { n: null }, { n: 'three' }, { n: 1.5 }]) {
      const what = `variables ${JSON.stringify(variables)} for $n: Int!`;
      await expectRefusal(what, await send(query, { variables }), 'BAD_REQUEST');
    }
  });

  it('takes JSON by POST and nothing else', async () => {
    const query = '{ __typename }';
    const body = JSON.stringify({ query });
    const answer = await step('with a parameter of the content type', () =>
      sendBody(body, 'application/json; charset=utf-8'),
    );
    expect(answer).toHaveStatus(200);

    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/graphql']) {
      const refused = await step(`content type ${type}`, () => sendBody(body, type));
      expectErrors(refused, 415);
    }
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const refused = await subject.request(method, `/graphql?query=${encodeURIComponent(query)}`);
      expectErrors(refused, 405);
      expect(refused).toHaveHeader('allow', /POST/);
    }
  });

  it('shows its schema to tools', async () => {
    expect(await readSchema()).toEqual(SCHEMA);
  });
});
