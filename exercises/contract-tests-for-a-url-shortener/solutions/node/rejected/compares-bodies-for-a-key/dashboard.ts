import assert from 'node:assert/strict';
import type { Client } from './client.ts';
import type { Clauses } from './main.ts';

const url = 'https://example.com/spring';

async function readLink({ send }: Client, slug: string): Promise<any> {
  const { status, json } = await send('GET', `/links/${slug}`);
  assert.equal(status, 200);
  return json;
}

async function readPage({ send }: Client, limit: number, cursor: string | null): Promise<any> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  const { status, json } = await send('GET', `/links?${query}`);
  assert.equal(status, 200);
  assert.ok(json.links.length <= limit, `${json.links.length} links on a page of ${limit}`);
  return json;
}

/** From a cursor to the end. */
async function readSlugs(client: Client, limit: number, cursor: string | null = null): Promise<string[]> {
  const { links, next } = await readPage(client, limit, cursor);
  const slugs = links.map(({ slug }: { slug: string }) => slug);
  return next === null ? slugs : [...slugs, ...(await readSlugs(client, limit, next))];
}

/** Deletes what other tests have left, so that a list holds what this one makes. */
async function empty(client: Client): Promise<void> {
  for (;;) {
    const { links } = await readPage(client, 50, null);
    if (links.length === 0) return;
    for (const { slug } of links) await client.send('DELETE', `/links/${slug}`);
  }
}

/** The one that was made last comes first. */
async function severalSlugs(client: Client, count: number): Promise<string[]> {
  await empty(client);
  const slugs: string[] = [];
  while (slugs.length < count) slugs.unshift(await client.aSlug());
  return slugs;
}

export const dashboard: Clauses = {
  'D1: shows a link alone as in a list': async (client) => {
    const { send, aSlug, inMinutes } = client;
    const createdAt = inMinutes(0);
    for (const expiresAt of [undefined, inMinutes(60)]) {
      await empty(client);
      const slug = await aSlug({ url, expiresAt });
      await send('GET', `/go/${slug}`);
      for (const link of [await readLink(client, slug), (await readPage(client, 50, null)).links[0]]) {
        assert.deepEqual([link.slug, link.url, link.clicks], [slug, url, 1]);
        assert.equal(Date.parse(link.createdAt), Date.parse(createdAt));
        if (expiresAt) assert.equal(Date.parse(link.expiresAt), Date.parse(expiresAt));
        else assert.equal(link.expiresAt, null);
      }
    }
  },

  'D2: counts redirects and nothing else': async (client) => {
    const { send, aSlug, inMinutes, setClock } = client;
    const slug = await aSlug({ expiresAt: inMinutes(10) });
    assert.equal((await readLink(client, slug)).clicks, 0);
    for (const clicks of [1, 2]) {
      await send('GET', `/go/${slug}`);
      await send('HEAD', `/go/${slug}`);
      assert.equal((await readLink(client, slug)).clicks, clicks);
    }
    await setClock(inMinutes(60));
    await send('GET', `/go/${slug}`);
    assert.equal((await readLink(client, slug)).clicks, 2);
    assert.ok((await readSlugs(client, 50)).includes(slug));
  },

  'D3: gives each link once, the last first': async (client) => {
    const slugs = await severalSlugs(client, 5);
    for (const limit of [1, 2, 5, 50]) assert.deepEqual(await readSlugs(client, limit), slugs, `limit ${limit}`);
  },

  'D3: is not moved by a link that is made': async (client) => {
    const slugs = await severalSlugs(client, 4);
    const { links, next } = await readPage(client, 2, null);
    await client.aSlug();
    const found = [...links.map(({ slug }: { slug: string }) => slug), ...(await readSlugs(client, 2, next))];
    assert.deepEqual(found, slugs);
  },

  'D3: is not moved by a link that is deleted': async (client) => {
    const slugs = await severalSlugs(client, 4);
    const { links, next } = await readPage(client, 2, null);
    await client.send('DELETE', `/links/${slugs[0]}`);
    const found = [...links.map(({ slug }: { slug: string }) => slug), ...(await readSlugs(client, 2, next))];
    assert.deepEqual(found, slugs);
  },

  'D3: takes a limit from 1 to 50': async ({ send }) => {
    for (const [limit, expected] of Object.entries({ '-1': 400, 0: 400, 1: 200, 50: 200, 51: 400, ten: 400 })) {
      assert.equal((await send('GET', `/links?limit=${limit}`)).status, expected, `limit ${limit}`);
    }
  },

  'D4: deletes a link once and for all': async (client) => {
    const { send, aSlug } = client;
    const slug = await aSlug();
    const path = `/links/${slug}`;
    assert.equal((await send('DELETE', path)).status, 204);
    assert.equal((await send('GET', path)).status, 404);
    assert.equal((await send('DELETE', path)).status, 404);
    assert.ok(!(await readSlugs(client, 50)).includes(slug));
  },
};
