import assert from 'node:assert/strict';
import type { Answer } from './client.ts';
import type { Clauses } from './main.ts';

const directives = ({ headers }: Answer) =>
  (headers.get('cache-control') ?? '').split(',').map((directive) => directive.trim().toLowerCase());

function assertRedirect(answer: Answer, url: string): void {
  assert.ok([302, 307].includes(answer.status), `status ${answer.status}`);
  assert.equal(answer.headers.get('location'), url);
}

/** URLs that a parser would write in another way, but for the first. */
const URLS = [
  'https://example.com/spring?sale=1&x=2#top',
  'https://example.com',
  'http://EXAMPLE.com:80/a/../b?q=%7e',
];

export const edge: Clauses = {
  'E1: redirects to the url as it is': async ({ send, aSlug }) => {
    for (const url of URLS) assertRedirect(await send('GET', `/go/${await aSlug({ url })}`), url);
    assertRedirect(await send('GET', `/go/${await aSlug({ url: URLS[0], alias: 'e1-alias' })}`), URLS[0]!);
  },

  'E2: lets nobody keep a redirect': async ({ send, aSlug }) => {
    const found = directives(await send('GET', `/go/${await aSlug()}`));
    assert.ok(found.includes('no-store'), `cache-control: ${found.join(', ')}`);
  },

  'E3: answers HEAD like GET': async ({ send, aSlug }) => {
    const url = 'https://example.com';
    const path = `/go/${await aSlug({ url })}`;
    const head = await send('HEAD', path);
    const get = await send('GET', path);
    assertRedirect(head, url);
    assert.equal(head.status, get.status);
    assert.ok(directives(head).includes('no-store'));
    assert.equal((await send('HEAD', '/go/never-was')).status, 404);
  },

  'E4: knows a link that is gone from one that never was': async ({ send, aSlug }) => {
    assert.equal((await send('GET', '/go/never-was')).status, 404);
    const slug = await aSlug();
    await send('DELETE', `/links/${slug}`);
    assert.equal((await send('GET', `/go/${slug}`)).status, 410);
    assert.equal((await send('HEAD', `/go/${slug}`)).status, 410);
  },

  'E4: ends at the moment at which a link expires': async ({ send, aSlug, inMinutes, setClock }) => {
    const url = 'https://example.com/short';
    const end = inMinutes(10);
    const path = `/go/${await aSlug({ url, expiresAt: end })}`;
    await setClock(inMinutes(9));
    assertRedirect(await send('GET', path), url);
    await setClock(end);
    assert.equal((await send('GET', path)).status, 410);
    assert.equal((await send('HEAD', path)).status, 410);
    await setClock(inMinutes(1));
    assert.equal((await send('GET', path)).status, 410);
  },

  'E5: does not care for what mail programs append': async ({ send, aSlug }) => {
    for (const url of URLS.slice(0, 2)) {
      assertRedirect(await send('GET', `/go/${await aSlug({ url })}?source=mail&x=1`), url);
    }
  },
};
