import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { ApiWorld } from './api-world.js';
import { ROUTES } from './routes.js';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: string[];
  readonly security?: object[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly parameters?: { name: string; in: string }[];
  readonly responses: Record<
    string,
    { description: string; content?: Record<string, { schema: object }>; headers?: object }
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object>; securitySchemes: object };
}

let world: ApiWorld;
let document: Document;
beforeAll(async () => {
  world = await ApiWorld.start();
  document = (await world.http.get('/api/openapi.json').expect(200)).body as Document;
});
afterAll(() => world.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  );
const operationOf = (route: string) => operations().find((entry) => entry.route === route)!.operation;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 in which every reference resolves', async () => {
    expect(document.openapi).toBe('3.1.0');

    const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });

    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
    for (const [, name = ''] of references) expect(Object.keys(document.components.schemas)).toContain(name);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('describes every route of /api/v1 and nothing else', () => {
    const expected = Object.keys(ROUTES)
      .filter((route) => route.includes('/api/v1/'))
      .map((route) =>
        route
          .replace(':tokenId', '{id}')
          .replace(':track', '{slug}')
          .replace(':cohort', '{id}')
          .replace(':candidate', '{id}')
          .replaceAll(/:(\w+)/g, '{$1}'),
      );

    expect(
      operations()
        .map(({ route }) => route)
        .sort(),
    ).toEqual(expected.sort());
  });

  it('has a JSON body for every route that writes, but for those that take none', () => {
    const writing = operations().filter(({ method }) => ['post', 'put', 'patch'].includes(method));

    const bodiless = writing.filter(
      ({ operation }) => operation.requestBody?.content['application/json'] === undefined,
    );

    expect(bodiless.map(({ route }) => route).sort()).toEqual([
      'POST /api/v1/candidates/{id}/publish',
      'POST /api/v1/cohorts/{id}/join-code',
      'POST /api/v1/cohorts/{id}/leaderboard/freeze',
      'POST /api/v1/cohorts/{id}/leaderboard/thaw',
      'POST /api/v1/cohorts/{id}/webhooks/{hookId}/deliveries/{deliveryId}/send-again',
      'POST /api/v1/cohorts/{id}/webhooks/{hookId}/secret',
      'POST /api/v1/cohorts/{id}/webhooks/{hookId}/test',
      'POST /api/v1/exercises/{slug}/restore',
      'POST /api/v1/exercises/{slug}/retire',
      'POST /api/v1/lti/launch',
      'POST /api/v1/lti/login',
      'POST /api/v1/rejudge-batches/{id}/discard',
      'POST /api/v1/submissions/{id}/rejudge',
    ]);
  });

  it('names, sums up and groups every operation, once', () => {
    const names = operations().map(({ operation }) => operation.operationId);

    expect(new Set(names).size).toBe(names.length);
    for (const { operation } of operations()) {
      expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
    }
  });

  it('declares every parameter of a path', () => {
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('shows what every operation answers, and problems for the rest', () => {
    for (const { operation } of operations()) {
      const [status = ''] = Object.keys(operation.responses);
      expect(Number(status)).toBeLessThan(303);
      if (!['204', '302'].includes(status))
        expect(Object.keys(operation.responses[status]?.content ?? {})).toHaveLength(1);
      expect(operation.responses['default']?.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('names the codes a submission may be refused with, by status', () => {
    const { responses } = operationOf('POST /api/v1/exercises/{slug}/submissions');

    expect(Object.keys(responses)).toEqual([
      '202',
      '400',
      '401',
      '404',
      '409',
      '413',
      '415',
      '429',
      '503',
      'default',
    ]);
    expect(responses['202']?.headers).toHaveProperty('Location');
    expect(responses['409']?.description).toContain('`idempotency-conflict`');
    expect(responses['413']?.description).toMatch(/`body-too-large`[^]*`submission-too-large`/);
    expect(responses['429']?.headers).toHaveProperty(['Retry-After']);
  });

  it('leaves the login open where the API does', () => {
    expect(operationOf('GET /api/v1/exercises').security).toEqual([{ bearer: [] }, {}]);
    expect(operationOf('GET /api/v1/me').security).toEqual([{ bearer: [] }]);
  });

  it('asks for a bearer token exactly where the API does', () => {
    const open = operations().filter(({ operation }) => operation.security === undefined);

    expect(open.map(({ route }) => route).sort()).toEqual([
      'GET /api/v1/auth/oidc/{provider}/callback',
      'GET /api/v1/auth/oidc/{provider}/start',
      'GET /api/v1/auth/providers',
      'GET /api/v1/exercises/{slug}/starter',
      'GET /api/v1/lti/keys',
      'GET /api/v1/lti/login',
      'GET /api/v1/status',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/logout',
      'POST /api/v1/auth/oidc/finish',
      'POST /api/v1/auth/refresh',
      'POST /api/v1/auth/register',
      'POST /api/v1/lti/launch',
      'POST /api/v1/lti/login',
    ]);
  });

  it('tells what a query may hold', () => {
    expect(operationOf('GET /api/v1/submissions').parameters).toMatchObject([
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string', maxLength: 200 } },
      {
        name: 'limit',
        in: 'query',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
      { name: 'exercise', in: 'query', required: false },
      { name: 'runtime', in: 'query', required: false },
      { name: 'outcome', in: 'query', required: false },
      { name: 'mode', in: 'query', required: false },
      { name: 'from', in: 'query', required: false, schema: { format: 'date-time' } },
      { name: 'to', in: 'query', required: false, schema: { format: 'date-time' } },
    ]);
    expect(operationOf('POST /api/v1/exercises/{slug}/submissions').parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }),
    );
  });
});
