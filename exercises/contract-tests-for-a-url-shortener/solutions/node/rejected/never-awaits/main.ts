import assert from 'node:assert/strict';

const URL_OF_SPRING = 'https://example.com/spring';
const start = Date.parse('2027-03-01T09:00:00Z');
const release = { base: '', nowMs: start };

async function send(method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, release.base), {
    method,
    headers,
    body: json === undefined ? null : JSON.stringify(json),
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

type Answer = Awaited<ReturnType<typeof send>>;

const at = (minutes: number) => `${new Date(release.nowMs + minutes * 60_000).toISOString().slice(0, 19)}Z`;

async function setClock(time: string) {
  await send('PUT', '/clock', { now: time });
  release.nowMs = Date.parse(time);
}

const make = (wish: object = {}, headers = {}) => send('POST', '/links', { url: URL_OF_SPRING, ...wish }, headers);

async function aSlug(wish: object = {}): Promise<string> {
  const { json } = await make(wish);
  assert.equal(typeof json.slug, 'string');
  return json.slug;
}

function isProblem({ status, headers, json }: Answer, expected: number, fields?: string[]) {
  assert.equal(status, expected);
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(json.status, expected);
  if (fields) assert.deepEqual(json.errors.map((each: any) => each.field).sort(), fields);
}

function isRedirect({ status, headers }: Answer, url: string) {
  assert.ok(status === 302 || status === 307, `status ${status}`);
  assert.equal(headers.get('location'), url);
}

async function page(limit: number, cursor?: string) {
  const rest = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  const { status, json } = await send('GET', `/links?limit=${limit}${rest}`);
  assert.equal(status, 200);
  return json;
}

async function slugs(limit: number, first?: any): Promise<string[]> {
  const { links, next } = first ?? (await page(limit));
  const found = links.map((link: any) => link.slug);
  return next === null ? found : [...found, ...(await slugs(limit, await page(limit, next)))];
}

async function fresh(count: number): Promise<string[]> {
  for (const slug of await slugs(50)) await send('DELETE', `/links/${slug}`);
  const made: string[] = [];
  while (made.length < count) made.unshift(await aSlug());
  return made;
}

type Tests = Record<string, () => Promise<void>>;

const mailer: Tests = {
  async 'makes a link'() {
    const { status, headers, json } = await make();
    assert.equal(status, 201);
    assert.equal(json.url, URL_OF_SPRING);
    assert.equal(json.expiresAt, null);
    const read = await send('GET', headers.get('location') ?? '/');
    assert.equal(read.json.slug, json.slug);
  },
  async 'keeps the end'() {
    const expiresAt = at(60);
    const { json } = await make({ expiresAt });
    assert.equal(Date.parse(json.expiresAt), Date.parse(expiresAt));
  },
  async 'knows what an alias is'() {
    assert.equal(await aSlug({ alias: 'abc' }), 'abc');
    for (const alias of ['ab', 'a'.repeat(31), 'Abc']) isProblem(await make({ alias }), 400, ['alias']);
  },
  async 'gives an alias once'() {
    await make({ alias: 'once' });
    isProblem(await make({ alias: 'once' }), 409);
    await send('DELETE', '/links/once');
    isProblem(await make({ alias: 'once' }), 409);
  },
  async 'keeps keys'() {
    const key = { 'idempotency-key': 'key1' };
    const first = await make({}, key);
    assert.equal((await make({}, key)).json.slug, first.json.slug);
    isProblem(await make({ url: 'https://example.com/autumn' }, key), 422);
  },
  async 'frees the key of a refused request'() {
    const key = { 'idempotency-key': 'key2' };
    isProblem(await make({ url: 'spring' }, key), 400);
    assert.equal((await make({}, key)).status, 201);
  },
  async 'names what is wrong'() {
    isProblem(await make({ expiresAt: at(0) }), 400, ['expiresAt']);
    isProblem(await make({ url: 'spring', alias: 'A' }), 400, ['alias', 'url']);
  },
};

const edge: Tests = {
  async 'redirects'() {
    for (const url of [URL_OF_SPRING, 'https://example.com', 'https://EXAMPLE.com/'])
      isRedirect(await send('GET', `/go/${await aSlug({ url })}`), url);
  },
  async 'keeps nothing'() {
    const { headers } = await send('GET', `/go/${await aSlug()}`);
    assert.match(headers.get('cache-control') ?? '', /\bno-store\b/i);
  },
  async 'answers HEAD'() {
    isRedirect(await send('HEAD', `/go/${await aSlug()}`), URL_OF_SPRING);
  },
  async 'knows what never was'() {
    assert.equal((await send('GET', '/go/never-was')).status, 404);
  },
  async 'knows what was deleted'() {
    const slug = await aSlug();
    await send('DELETE', `/links/${slug}`);
    assert.equal((await send('GET', `/go/${slug}`)).status, 410);
  },
  async 'knows what has expired'() {
    const end = at(10);
    const slug = await aSlug({ expiresAt: end });
    isRedirect(await send('GET', `/go/${slug}`), URL_OF_SPRING);
    await setClock(end);
    assert.equal((await send('GET', `/go/${slug}`)).status, 410);
  },
  async 'leaves queries alone'() {
    isRedirect(await send('GET', `/go/${await aSlug()}?source=mail`), URL_OF_SPRING);
  },
};

const dashboard: Tests = {
  async 'shows a link'() {
    const [slug] = await fresh(1);
    await send('GET', `/go/${slug}`);
    for (const link of [(await send('GET', `/links/${slug}`)).json, (await page(50)).links[0]]) {
      assert.equal(link.clicks, 1);
      assert.equal(Date.parse(link.createdAt), release.nowMs);
    }
  },
  async 'counts clicks'() {
    const slug = await aSlug({ expiresAt: at(10) });
    for (const method of ['GET', 'HEAD', 'GET']) await send(method, `/go/${slug}`);
    await setClock(at(60));
    await send('GET', `/go/${slug}`);
    assert.equal((await send('GET', `/links/${slug}`)).json.clicks, 2);
  },
  async 'lists each link once'() {
    const made = await fresh(5);
    assert.deepEqual(await slugs(2), made);
  },
  async 'lists each link once while one is made'() {
    const made = await fresh(4);
    const first = await page(2);
    await aSlug();
    assert.deepEqual(await slugs(2, first), made);
  },
  async 'knows the limits'() {
    for (const limit of [0, 51]) assert.equal((await send('GET', `/links?limit=${limit}`)).status, 400);
  },
  async 'deletes'() {
    const slug = await aSlug();
    assert.equal((await send('DELETE', `/links/${slug}`)).status, 204);
    assert.equal((await send('GET', `/links/${slug}`)).status, 404);
  },
};

async function run(tests: Tests) {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  Object.entries(tests).forEach(async ([name, test]) => {
    try {
      await test();
      passed.push(name);
    } catch (error) {
      failed.push({ name, message: String(error) });
    }
  });
  return { passed, failed };
}

export async function runTests(baseUrl: string) {
  Object.assign(release, { base: baseUrl, nowMs: start });
  return { mailer: await run(mailer), edge: await run(edge), dashboard: await run(dashboard) };
}
