import assert from 'node:assert/strict';
import { mediaType, type Answer } from './client.ts';
import type { Clauses } from './main.ts';

const url = 'https://example.com/spring';

/** M4, for whatever is refused. The names of the wrong properties where there must be some. */
function assertProblem(answer: Answer, status: number, fields?: string[]): void {
  assert.equal(answer.status, status);
  assert.equal(mediaType(answer), 'application/problem+json');
  const { json } = answer;
  assert.deepEqual([typeof json.type, typeof json.title, json.status], ['string', 'string', status]);
  if (!fields) return;
  for (const { detail } of json.errors) assert.equal(typeof detail, 'string');
  assert.deepEqual(json.errors.map(({ field }: { field: string }) => field).sort(), fields.toSorted());
}

export const mailer: Clauses = {
  'M1: makes a link': async ({ send }) => {
    const asked = 'https://Example.com/a/../b?x=1&y=%7e#top';
    const made = await send('POST', '/links', { url: asked });
    assert.equal(made.status, 201);
    assert.equal(mediaType(made), 'application/json');
    assert.equal(typeof made.json.slug, 'string');
    assert.equal(made.json.url, asked);
    assert.equal(made.json.expiresAt, null);
    const read = await send('GET', made.headers.get('location') ?? '/nowhere');
    assert.equal(read.status, 200);
    assert.equal(read.json.slug, made.json.slug);
  },

  'M1: keeps the end of a link': async ({ send, inMinutes }) => {
    const expiresAt = inMinutes(90);
    const { json } = await send('POST', '/links', { url, expiresAt });
    assert.equal(Date.parse(json.expiresAt), Date.parse(expiresAt));
  },

  'M1: gives two links two slugs': async ({ send }) => {
    const one = await send('POST', '/links', { url });
    const other = await send('POST', '/links', { url });
    assert.notEqual(one.json.slug, other.json.slug);
  },

  'M2: takes an alias as it is': async ({ send }) => {
    for (const alias of ['m2a', '-0-', 'm'.repeat(30)]) {
      const { status, json } = await send('POST', '/links', { url, alias });
      assert.equal(status, 201, alias);
      assert.equal(json.slug, alias);
    }
  },

  'M2: refuses what is no alias': async ({ send }) => {
    for (const alias of ['', 'm2', 'm'.repeat(31), 'Spring', 'spring_sale', 'spring/sale', 27]) {
      assertProblem(await send('POST', '/links', { url, alias }), 400, ['alias']);
    }
  },

  'M2: gives an alias once and for all': async ({ send, inMinutes, setClock }) => {
    const again = async (alias: string) => assertProblem(await send('POST', '/links', { url, alias }), 409);
    await send('POST', '/links', { url, alias: 'm2-first' });
    await again('m2-first');
    await send('DELETE', '/links/m2-first');
    await again('m2-first');
    await send('POST', '/links', { url, alias: 'm2-short', expiresAt: inMinutes(10) });
    await setClock(inMinutes(20));
    await again('m2-short');
  },

  'M3: makes one link of a request that is repeated': async ({ send }) => {
    const headers = { 'idempotency-key': 'm3repeated' };
    const one = await send('POST', '/links', { url }, headers);
    const other = await send('POST', '/links', { url }, headers);
    assert.equal(one.status, 201);
    assert.ok([200, 201].includes(other.status), `status ${other.status}`);
    assert.equal(other.json.slug, one.json.slug);
    const third = await send('POST', '/links', { url }, { 'idempotency-key': 'm3another' });
    assert.notEqual(third.json.slug, one.json.slug);
  },

  'M3: refuses another link for the same key': async ({ send }) => {
    const headers = { 'idempotency-key': 'm3other' };
    await send('POST', '/links', { url }, headers);
    assertProblem(await send('POST', '/links', { url: 'https://example.com/autumn' }, headers), 422);
    const longer = { url, expiresAt: '2027-04-01T00:00:00Z' };
    assertProblem(await send('POST', '/links', longer, headers), 422);
  },

  'M3: leaves the key of a refused request': async ({ send }) => {
    const headers = { 'idempotency-key': 'm3refused' };
    assertProblem(await send('POST', '/links', { url: 'spring' }, headers), 400, ['url']);
    assert.equal((await send('POST', '/links', { url }, headers)).status, 201);
  },

  'M4: takes the longest url': async ({ send }) => {
    const longest = `${url}?${'x'.repeat(2000 - url.length - 1)}`;
    assert.equal((await send('POST', '/links', { url: longest })).status, 201);
    assertProblem(await send('POST', '/links', { url: `${longest}x` }), 400, ['url']);
  },

  'M4: names each property that is wrong': async ({ send, inMinutes }) => {
    for (const wrong of [undefined, 7, '', 'spring', 'ftp://example.com/', 'https://example.com/a b']) {
      assertProblem(await send('POST', '/links', { url: wrong }), 400, ['url']);
    }
    for (const expiresAt of [inMinutes(0), inMinutes(-1), 'soon', 7]) {
      assertProblem(await send('POST', '/links', { url, expiresAt }), 400, ['expiresAt']);
    }
    const all = { url: 'spring', alias: 'S', expiresAt: 'soon' };
    assertProblem(await send('POST', '/links', all), 400, ['alias', 'expiresAt', 'url']);
    assertProblem(await send('POST', '/links', []), 400);
  },
};
