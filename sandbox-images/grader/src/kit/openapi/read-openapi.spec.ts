import { describe, expect, it } from '@jest/globals';
import { KitFailure } from '../failures.js';
import { toHttpResponse, type HttpResponse } from '../http/http-response.js';
import { readOpenApi, type OpenApi } from './read-openapi.js';

const TODO = {
  type: 'object',
  required: ['id', 'title'],
  properties: {
    id: { type: 'integer' },
    title: { type: 'string', minLength: 1 },
    parent: { anyOf: [{ $ref: '#/components/schemas/Todo' }, { type: 'null' }] },
  },
  additionalProperties: false,
  example: { id: 'not looked at', $ref: 7 },
  examples: [{ id: 'nor' }, { id: 'nor' }],
};

/** A right document, to be broken: each call makes a new one. */
const aDocument = () => ({
  openapi: '3.1.1',
  info: { title: 'Todos', version: '1' },
  paths: {
    '/todos/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: {
        operationId: 'readTodo',
        deprecated: true,
        parameters: [{ name: 'fields', in: 'query', schema: { $ref: '#/components/schemas/Fields' } }],
        responses: {
          200: {
            description: 'The todo',
            headers: { ETag: { schema: { type: 'string' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Todo' } } },
          },
          '4XX': { $ref: '#/components/responses/Problem' },
        } as Record<string, unknown>,
      },
    },
  } as Record<string, Record<string, unknown>>,
  components: {
    parameters: { Id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } },
    responses: {
      Problem: {
        description: 'No todo',
        content: { 'application/problem+json': { schema: { type: 'object', required: ['status'] } } },
      },
    },
    schemas: { Todo: TODO, Fields: { type: 'string' } } as Record<string, unknown>,
  },
});

function answer(body: unknown, status = 200, type = 'application/json; charset=utf-8'): HttpResponse {
  const headers = { 'content-type': type };
  const raw = { status, headers, body: Buffer.from(JSON.stringify(body)) };
  const exchange = { method: 'GET', url: '', requestHeaders: {}, requestBody: null, response: raw };
  return toHttpResponse({ method: 'GET', path: '/asked', raw, durationMs: 1, exchange });
}

const read = (document: unknown = aDocument()): OpenApi => readOpenApi(answer(document));

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof KitFailure) return error.message;
    throw error;
  }
  return 'no failure';
}

describe('an OpenAPI document', () => {
  it('is operations with the parameters of their path, references followed', () => {
    const { operations } = read();

    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({
      method: 'GET',
      path: '/todos/{id}',
      deprecated: true,
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'fields', in: 'query', required: false, schema: { type: 'string' } },
      ],
    });
  });

  it('finds an operation whatever its path calls the parameter, and says when there is none', () => {
    const api = read();

    expect(api.operation('get', '/todos/{todo}').path).toBe('/todos/{id}');
    expect(failureOf(() => api.operation('POST', '/todos'))).toBe(
      'GET /asked: #/paths: POST /todos is not described',
    );
  });

  it('knows the headers of a status, by itself or by its class', () => {
    const operation = read().operation('GET', '/todos/{id}');

    expect(operation.headers(200)).toEqual(['etag']);
    expect(operation.headers(404)).toEqual([]);
    expect(failureOf(() => operation.headers(500))).toContain('does not describe an answer of status 500');
  });

  it('takes an answer that is as described', () => {
    const operation = read().operation('GET', '/todos/{id}');

    operation.check(answer({ id: 1, title: 'a', parent: { id: 2, title: 'b', parent: null } }));
    operation.check(answer({ status: 404 }, 404, 'application/problem+json'));
  });

  it('fails the test for an answer that is not, with the place', () => {
    const operation = read().operation('GET', '/todos/{id}');
    const of = (response: HttpResponse) => failureOf(() => operation.check(response));

    expect(of(answer({ id: '1', title: 'a' }))).toMatch(
      /^GET \/asked answered 200, not as .*GET \/todos\/\{id\}: id: /,
    );
    expect(of(answer({ id: 1 }))).toContain('title');
    expect(of(answer({ id: 1, title: 'a', done: true }))).toContain('done');
    expect(of(answer({ id: 1, title: '' }))).toContain('title');
    expect(of(answer({ id: 1, title: 'a', parent: { id: 2 } }))).toContain('parent');
    expect(of(answer({ status: 404 }, 404))).toContain(
      'application/json; charset=utf-8 is not described for status 404',
    );
    expect(of(answer({}, 500))).toContain('does not describe an answer of status 500');
  });

  it('says why another body would not fit, or null', () => {
    const operation = read().operation('GET', '/todos/{id}');

    expect(operation.findMisfit(200, 'application/json', { id: 1, title: 'a' })).toBe(null);
    expect(operation.findMisfit(200, 'application/json', [])).toContain('the body');
    expect(operation.findMisfit(200, 'text/html', {})).toBe('text/html is not described for status 200');
  });

  it.each<[string, string, (document: ReturnType<typeof aDocument>) => void]>([
    ['version 3.0', '#/openapi', (document) => (document.openapi = '3.0.3')],
    ['no title', '#/info/title', (document) => (document.info = { version: '1' } as never)],
    ['a path without a slash', '#/paths/todos', (document) => (document.paths.todos = {})],
    [
      'a path parameter that is not described',
      '#/paths/~1todos~1{id}/get',
      (document) => delete document.paths['/todos/{id}']?.parameters,
    ],
    [
      'a path parameter that may be missing',
      '#/paths/~1todos~1{id}/get',
      (document) => (document.components.parameters.Id.required = false),
    ],
    [
      'a parameter without a schema',
      '#/components/parameters/Id',
      (document) => (document.components.parameters.Id.schema = undefined as never),
    ],
    [
      'a parameter in the body',
      '#/components/parameters/Id/in',
      (document) => (document.components.parameters.Id.in = 'body'),
    ],
    [
      'a response without a description',
      '#/components/responses/Problem/description',
      (document) => (document.components.responses.Problem.description = undefined as never),
    ],
    [
      'a reference that leads nowhere',
      '#/paths/~1todos~1{id}/get/responses/4XX',
      (document) => (document.components.responses = {} as never),
    ],
    [
      'a reference out of the document',
      '#/paths/~1todos~1{id}/parameters/0',
      (document) => (document.paths['/todos/{id}']!.parameters = [{ $ref: 'file:///etc/passwd' }]),
    ],
    [
      'references in a circle',
      '#/components/schemas/Fields',
      (document) => (document.components.schemas.Fields = { $ref: '#/components/schemas/Fields' }),
    ],
    [
      'a type that does not exist',
      '#/components/schemas/Fields/type',
      (document) => (document.components.schemas.Fields = { type: 'text' }),
    ],
    [
      'required as true or false',
      '#/components/schemas/Fields/required',
      (document) => (document.components.schemas.Fields = { required: true }),
    ],
    [
      'a list where a schema belongs',
      '#/components/schemas/Fields/items',
      (document) => (document.components.schemas.Fields = { items: [{}] }),
    ],
    [
      'a pattern that is none',
      '#/components/schemas/Fields/pattern',
      (document) => (document.components.schemas.Fields = { pattern: '(' }),
    ],
    [
      'an operation id that is there twice',
      '#/paths/~1other/get',
      (document) =>
        (document.paths['/other'] = {
          get: { operationId: 'readTodo', responses: { default: { description: '' } } },
        }),
    ],
  ])('fails the test for %s, with the place', (_, place, breakIt) => {
    const document = aDocument();
    breakIt(document);

    expect(failureOf(() => read(document))).toMatch(`GET /asked: ${place}: `);
  });

  it('fails the test for a schema that no body can be held against', () => {
    const document = aDocument();
    document.components.schemas.Todo = { allOf: [{ $ref: '#/components/schemas/Again' }] };
    document.components.schemas.Again = { allOf: [{ $ref: '#/components/schemas/Todo' }] };
    const operation = read(document).operation('GET', '/todos/{id}');

    expect(failureOf(() => operation.check(answer({})))).toContain('no body can be held against this schema');
  });
});
