import assert from 'node:assert/strict';

async function ask(url: string, json?: unknown) {
  const response = await fetch(url, json ? { method: 'POST', body: JSON.stringify(json) } : {});
  return { status: response.status, headers: response.headers, json: await response.json() };
}

const mailer = {
  async 'makes a link'(base: string) {
    const { status } = await ask(`${base}/links`, { url: 'https://example.com/' });
    assert.equal(status, 201);
  },
};

const edge = {
  async 'redirects to the url'(base: string) {
    const url = `${base}/links?limit=1`; // A place that is sure to be there.
    const { json } = await ask(`${base}/links`, { url });
    const { status, headers } = await ask(`${base}/go/${json.slug}`);
    assert.ok(status === 302 || status === 307, `status ${status}`);
    assert.equal(headers.get('location'), url);
  },
};

const dashboard = {
  async 'lists links'(base: string) {
    const { status, json } = await ask(`${base}/links`);
    assert.equal(status, 200);
    assert.ok(Array.isArray(json.links));
  },
};

async function run(tests: Record<string, (base: string) => Promise<void>>, base: string) {
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  for (const [name, test] of Object.entries(tests)) {
    await test(base).then(
      () => passed.push(name),
      (error) => failed.push({ name, message: String(error) }),
    );
  }
  return { passed, failed };
}

export async function runTests(base: string) {
  return { mailer: await run(mailer, base), edge: await run(edge, base), dashboard: await run(dashboard, base) };
}
