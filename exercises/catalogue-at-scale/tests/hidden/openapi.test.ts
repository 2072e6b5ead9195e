import { random, readOpenApi, step, subject, type HttpResponse, type OpenApi } from '@touchstone/kit';
import { fillCatalogue, someRows, withParameter, readPage, linkOf } from './catalogue.ts';

const PATHS = ['/v1/products', '/v1/products/{id}', '/v2/products', '/v2/products/{id}'];
const MOST_LEVELS = 6;

async function readDocument(): Promise<OpenApi> {
  const response = await subject.get('/openapi.json');
  expect(response).toHaveStatus(200);
  expect(response).toHaveHeader('content-type', /^application\/(json|vnd\.oai\.openapi\+json)/);
  return readOpenApi(response);
}

/** Everything that the service answers, by the operation that it belongs to. */
async function ask(): Promise<[string, HttpResponse][]> {
  const rows = someRows(30, (at) => ({ price: 1001 + at * 10, stock: at % 2 }));
  await fillCatalogue(rows);
  const { id } = random.pick(rows);
  const second = linkOf(await readPage('/v2/products?limit=10&sort=-price'), 'next');
  const asked: [string, string][] = [
    ['/v2/products', '/v2/products'],
    ['/v2/products', second],
    ['/v2/products', '/v2/products?inStock=true&category=none'],
    ['/v2/products', `/v2/products?limit=0&${random.word()}=1`],
    ['/v2/products', withParameter(second, 'cursor', random.word())],
    ['/v2/products/{id}', `/v2/products/${id}`],
    ['/v2/products/{id}', '/v2/products/1'],
    ['/v1/products', '/v1/products'],
    ['/v1/products', '/v1/products?page=0'],
    ['/v1/products/{id}', `/v1/products/${id}`],
    ['/v1/products/{id}', '/v1/products/1'],
  ];
  const answers: [string, HttpResponse][] = [];
  for (const [path, target] of asked) answers.push([path, await subject.get(target)]);
  return answers;
}

/** Copies of a body, each broken in one place: a member gone, or of another type. Lists are broken in their first element. */
function* listBroken(body: unknown, place = '', levels = 0): Generator<[string, unknown]> {
  if (typeof body !== 'object' || body === null || levels > MOST_LEVELS) return;
  if (Array.isArray(body)) {
    const [first, ...rest] = body as unknown[];
    for (const [what, broken] of listBroken(first, `${place}[0]`, levels + 1))
      yield [what, [broken, ...rest]];
    return;
  }
  for (const [name, value] of Object.entries(body)) {
    const { [name]: _, ...rest } = body as Record<string, unknown>;
    const member = place === '' ? name : `${place}.${name}`;
    yield [`without ${member}`, rest];
    yield [
      `with ${member} as ${typeof value === 'boolean' ? 'a number' : 'true'}`,
      { ...rest, [name]: typeof value === 'boolean' ? 1 : true },
    ];
    for (const [what, broken] of listBroken(value, member, levels + 1))
      yield [what, { ...rest, [name]: broken }];
  }
}

describe('OpenAPI', () => {
  it('describes both versions in a valid document of OpenAPI 3.1', async () => {
    const api = await readDocument();

    for (const path of PATHS) expect(api.operation('GET', path).method).toBe('GET');
  });

  it('names exactly the parameters that the service takes, and their bounds', async () => {
    const api = await readDocument();
    const { parameters } = api.operation('GET', '/v2/products');
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');

    await step('query parameters of GET /v2/products in the document', () => {
      expect(inQuery.map(({ name }) => name).sort()).toEqual(
        ['category', 'cursor', 'inStock', 'limit', 'maxPrice', 'minPrice', 'sort'].sort(),
      );
      expect(inQuery.filter(({ required }) => required)).toEqual([]);
    });
    const limit = inQuery.find(({ name }) => name === 'limit');
    await step('schema of limit in the document', () =>
      expect(limit?.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 100, default: 20 }),
    );
    const old = api
      .operation('GET', '/v1/products')
      .parameters.filter((parameter) => parameter.in === 'query');
    await step('query parameters of GET /v1/products in the document', () =>
      expect(old.map(({ name }) => name).sort()).toEqual(['category', 'page']),
    );
  });

  it('is kept by every answer: status, media type and body', async () => {
    const api = await readDocument();

    for (const [path, answer] of await ask()) api.operation('GET', path).check(answer);
  });

  it('is strict enough to tell a broken answer', async () => {
    const api = await readDocument();

    for (const [path, { status, headers, json, request }] of await ask()) {
      const operation = api.operation('GET', path);
      // Only what version 2 says of problems is left to the service.
      const isProblem = (headers['content-type'] ?? '').startsWith('application/problem+json');
      for (const [what, broken] of listBroken(json)) {
        if (isProblem && !/^with(out)? (status|title)\b/.test(what)) continue;
        await step(`the answer to GET ${request.path}, ${what}, held against the document`, () =>
          expect({
            isRefused: operation.findMisfit(status, headers['content-type'] ?? '', broken) !== null,
          }).toEqual({
            isRefused: true,
          }),
        );
      }
    }
  });

  it('marks version 1 as deprecated and describes the headers of both', async () => {
    const api = await readDocument();

    await step('deprecated operations in the document', () =>
      expect(PATHS.filter((path) => api.operation('GET', path).deprecated)).toEqual(PATHS.slice(0, 2)),
    );
    for (const path of PATHS.slice(0, 2)) {
      await step(`headers of GET ${path}, status 200, in the document`, () =>
        expect(api.operation('GET', path).headers(200)).toEqual(
          expect.arrayContaining(['deprecation', 'sunset', 'link']),
        ),
      );
    }
    await step('headers of GET /v2/products, status 200, in the document', () =>
      expect(api.operation('GET', '/v2/products').headers(200)).toContain('link'),
    );
  });
});
