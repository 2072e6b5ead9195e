import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import type { CandidateId, SubmissionId } from '#contracts';
import { TokenRepository } from '#persistence';
import { Access } from '../src/http/access.js';
import { RouteTable } from '../src/http/route-table.js';
import { aVerdict } from './a-verdict.js';
import { exerciseFiles } from '#testing';
import { ApiWorld, aProofReport, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { ROUTES } from './routes.js';

let world: ApiWorld;
let visitors: Record<string, Account | null>;
let submissionId: SubmissionId;
let candidateId: CandidateId;

beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  const owner = await world.account();
  visitors = {
    anonymous: null,
    owner,
    learner: await world.account(),
    instructor: await world.account('instructor'),
    admin: await world.account('admin'),
  };
  submissionId = await world.submit(owner);
  candidateId = await makeUnproven(visitors['instructor']!);
});
afterAll(() => world.close());

/** Static pages and the API's own description: the same for everybody, and nobody's. */
const PAGES = /^GET (\/|\/api\/docs.*|\/api\/openapi\.json|\/assets\/.*)$/;

describe('every route', () => {
  it('is in the table of who may use it (P04)', () => {
    const routes = world.app
      .get(RouteTable)
      .list()
      .filter((route) => !PAGES.test(route));

    const expected = Object.keys(ROUTES).map((route) =>
      route
        .replace(':tokenId', ':id')
        .replace(':track', ':slug')
        .replace(':cohort', ':id')
        .replace(':candidate', ':id'),
    );

    expect(routes).toEqual(expected.sort());
  });

  it('declares who may use it (P05)', () => {
    const undeclared = listHandlers().filter(
      ({ handler }) => world.app.get(Reflector).get(Access, handler) === undefined,
    );

    expect(undeclared.map(({ name }) => name)).toEqual([]);
    expect(listHandlers().length).toBe(Object.keys(ROUTES).length);
  });

  const cells = Object.entries(ROUTES).flatMap(([route, expectation]) =>
    Object.entries(expectation.status).map(([visitor, status]) => ({ route, visitor, status, expectation })),
  );

  it.each(cells)(
    '$route answers $visitor with $status (P04, P05)',
    async ({ route, visitor, status, expectation }) => {
      const [method = '', pattern = ''] = route.split(' ');
      const path = await fill(pattern);
      const call = world.http[method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'](
        path + (expectation.query ?? ''),
      );
      const account = visitors[visitor];
      if (account) void call.set('authorization', account.bearer);

      // A board has no end: of its stream the beginning is asked for.
      if (path.endsWith('/leaderboard/events') && status === 200)
        return expect(await readStatus(path, account ?? null)).toBe(200);

      const answer = await (expectation.body === undefined ? call : call.send(expectation.body));

      expect(answer.status).toBe(status);
      if (status >= 400) expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    },
  );
});

describe('what belongs to somebody else', () => {
  it.each(['', '/files', '/archive', '/export/ctrf', '/events'])(
    'answers on /submissions/:id%s exactly as what is not there (P04, P32)',
    async (tail) => {
      const ask = async (id: string) => {
        const { status, body, headers } = await world.http
          .get(`/api/v1/submissions/${id}${tail}`)
          .set('authorization', visitors['learner']!.bearer);
        const { 'x-request-id': _, date: _date, 'content-length': length, ...rest } = headers;
        const ownLength = Number(length) - String(body.instance).length;
        return { status, headers: rest, length: ownLength, body: { ...body, instance: null } };
      };

      const [foreign, unknown, malformed] = [
        await ask(submissionId),
        await ask(randomUUID()),
        await ask('1'),
      ];

      expect(foreign.status).toBe(404);
      expect(foreign).toEqual(unknown);
      expect(foreign).toEqual(malformed);
    },
  );
});

/** The owner's judged submission, or a fresh token of the owner's, in place of the parameters. */
async function fill(pattern: string): Promise<string> {
  if (/\/submissions\/:id|\/walkthrough|\/rejudge-batches/.test(pattern)) await makeJudged();
  const tokenId = pattern.includes(':tokenId') ? await makeToken() : '';
  const cohortId = pattern.includes(':cohort') ? await makeCohort() : '';
  return pattern
    .replace(':cohort', cohortId)
    .replace(':userId', visitors['owner']!.id)
    .replace(':email', 'nobody@example.org')
    .replace(':code', '0'.repeat(20))
    .replace(':format', 'ctrf')
    .replace(':slug', 'echo-service')
    .replace(':track', 'no-such-track')
    .replace(':provider', 'github')
    .replace(':tokenId', tokenId)
    .replace(':candidate', candidateId)
    .replace(':id', submissionId);
}

/** Of another exercise: those of `echo-service` come and go. */
async function makeUnproven(staff: Account): Promise<CandidateId> {
  const id = await world.sendFolder(staff, 'greeting', exerciseFiles());
  await world.prove(id, aProofReport({ proven: false }));
  return id;
}

async function makeJudged(): Promise<void> {
  const row = await world.submissions.findById(submissionId);
  if (row?.status === 'queued') await world.judge(submissionId, aVerdict());
}

/** Taught by somebody who is not among the visitors; the owner learns in it. */
async function makeCohort(): Promise<string> {
  const cohorts = new CohortWorld(world);
  const cohort = await cohorts.create(await world.account('instructor'));
  await cohorts.join(cohort, visitors['owner']!);
  return cohort.id;
}

async function readStatus(path: string, account: Account | null): Promise<number> {
  const stop = new AbortController();
  const headers = account === null ? {} : { authorization: account.bearer };
  const { status } = await fetch(world.url + path, { headers, signal: stop.signal });
  stop.abort();
  return status;
}

async function makeToken(): Promise<string> {
  const { id } = await world.app.get(TokenRepository).insertPersonalToken({
    userId: visitors['owner']!.id,
    name: 'to delete',
    expiresAt: new Date(Date.now() + 60_000),
    tokenHash: randomUUID(),
  });
  return id;
}

function listHandlers(): { name: string; handler: () => unknown }[] {
  const discovery = world.app.get(DiscoveryService, { strict: false });
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => ({ name: `${metatype?.name}.${name}`, handler: prototype[name]! }))
      .filter(({ handler }) => Reflect.hasMetadata(METHOD_METADATA, handler));
  });
}
