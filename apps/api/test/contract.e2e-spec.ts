import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld } from './api-world.js';
import { VISIBLE_FIELDS } from './visible-fields.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: Schema[];
  readonly oneOf?: Schema[];
}
interface Operation {
  readonly parameters?: { name: string; in: string; schema: Schema }[];
  readonly requestBody?: { content: { 'application/json': { schema: Schema } } };
  readonly responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

let world: ApiWorld;
let operations: [name: string, operation: Operation][];
let schemas: Record<string, Schema>;
beforeAll(async () => {
  world = await ApiWorld.start();
  const { body } = await world.http.get('/api/openapi.json').expect(200);
  const paths = body.paths as Record<string, Record<string, Operation>>;
  operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
  schemas = body.components.schemas as Record<string, Schema>;
});
afterAll(() => world.close());

/** Every place of a schema, with what may stand there. */
function listPlaces(schema: Schema, place = ''): [place: string, schema: Schema][] {
  const { $ref, anyOf = [], oneOf = [], items, properties = {}, additionalProperties } = schema;
  if ($ref !== undefined) return listPlaces(schemas[$ref.split('/').at(-1)!]!, place);
  const children: [string, Schema][] = [
    ...[...anyOf, ...oneOf].map((inner): [string, Schema] => [place, inner]),
    ...Object.entries(properties).map(([name, inner]): [string, Schema] => [
      place === '' ? name : `${place}.${name}`,
      inner,
    ]),
  ];
  if (items !== undefined) children.push([`${place}[]`, items]);
  if (typeof additionalProperties === 'object') children.push([`${place}{}`, additionalProperties]);
  return [[place, schema], ...children.flatMap(([at, inner]) => listPlaces(inner, at))];
}

/** Whatever a client can send, outside of files. */
const inputs = () =>
  operations.flatMap(([name, { parameters = [], requestBody }]) => {
    const body = requestBody?.content['application/json'].schema;
    const places = [
      ...parameters.flatMap((one) => listPlaces(one.schema, one.name)),
      ...(body === undefined ? [] : listPlaces(body)),
    ];
    return places
      .filter(([place]) => place !== '')
      .map(([place, schema]) => ({ at: `${name}: ${place}`, place, schema }));
  });
const namesOf = (found: readonly { at: string }[]) => found.map(({ at }) => at);

describe('the contract of the API', () => {
  it('shows the fields that are listed for each route, and no other (P06)', () => {
    const shown = operations.map(([name, { responses }]) => {
      const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
      const schema = Object.values(good?.content ?? {})[0]?.schema;
      const places = schema === undefined ? [] : listPlaces(schema).map(([place]) => place);
      const fields = places.filter((place) => place !== '' && !/(\[\]|\{\})$/.test(place));
      return [name, [...new Set(fields)].sort().join(' ')];
    });

    expect(Object.fromEntries(shown)).toEqual(VISIBLE_FIELDS);
  });

  it('takes addresses to visit from admins and for webhooks, and no others (P15)', () => {
    const addresses = inputs().filter(
      ({ place, schema }) =>
        /^(uri|url|iri|hostname|ipv4|ipv6)/.test(schema.format ?? '') ||
        /ur[li]\b|href|webhook|callback|redirect|return|avatar|image|host|origin|import/i.test(place),
    );

    expect(inputs().length).toBeGreaterThan(30);
    // An admin's to give, held to TLS: `apps/api/test/lti.e2e-spec.ts`. An instructor's to give, held to addresses on the
    // public internet: `apps/api/test/webhook-addresses.e2e-spec.ts`.
    expect(namesOf(addresses).sort()).toEqual([
      'PATCH /api/v1/cohorts/{id}/webhooks/{hookId}: url',
      'POST /api/v1/cohorts/{id}/webhooks: url',
      'POST /api/v1/lti/platforms: authorizationUrl',
      'POST /api/v1/lti/platforms: keysUrl',
      'POST /api/v1/lti/platforms: lineItemOrigin',
      'POST /api/v1/lti/platforms: tokenUrl',
      'PUT /api/v1/lti/platforms/{id}: authorizationUrl',
      'PUT /api/v1/lti/platforms/{id}: keysUrl',
      'PUT /api/v1/lti/platforms/{id}: lineItemOrigin',
      'PUT /api/v1/lti/platforms/{id}: tokenUrl',
    ]);
  });

  it('bounds every text that a client can send, but for the texts of files, which the body bounds (P16, P31)', () => {
    const unbounded = inputs().filter(({ place, schema }) => {
      const isText = schema.type === 'string' && schema.enum === undefined && schema.const === undefined;
      const isBounded =
        schema.maxLength !== undefined || schema.format === 'uuid' || schema.pattern !== undefined;
      return isText && !isBounded && !/^files\[\]\.(path|content)$/.test(place);
    });

    expect(namesOf(unbounded)).toEqual([]);
  });

  it('bounds every number that a client can send (P16)', () => {
    const unbounded = inputs().filter(
      ({ schema }) =>
        (schema.type === 'integer' || schema.type === 'number') && (schema.maximum ?? 1e9) > 1_000,
    );

    expect(namesOf(unbounded)).toEqual([]);
  });

  it('closes every body to keys that it does not name (P07)', () => {
    const open = operations.filter(([, { requestBody }]) => {
      const body = requestBody?.content['application/json'].schema;
      const objects = body === undefined ? [] : listPlaces(body).filter(([, { type }]) => type === 'object');
      return objects.some(([, schema]) => schema.additionalProperties !== false);
    });

    expect(open.map(([name]) => name)).toEqual([]);
  });

  it('has no way in for a result: verdicts are written by workers, in the database (P21, P22)', () => {
    const ways = inputs().filter(({ place }) =>
      /verdict|score|status|attempt|result|outcome|signature/i.test(place),
    );

    // Each of them only chooses among results that are there, or says how many attempts a cohort counts.
    expect([...new Set(namesOf(ways))]).toEqual([
      'GET /api/v1/submissions: outcome',
      'POST /api/v1/rejudge-batches/count: outcomes',
      'POST /api/v1/rejudge-batches/count: outcomes[]',
      'POST /api/v1/rejudge-batches: outcomes',
      'POST /api/v1/rejudge-batches: outcomes[]',
      'POST /api/v1/cohorts: attemptCap',
      'PATCH /api/v1/cohorts/{id}: attemptCap',
    ]);
  });
});
