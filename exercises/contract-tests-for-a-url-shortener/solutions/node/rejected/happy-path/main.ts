import assert from 'node:assert/strict';

async function send(url: string, method: string, json?: unknown) {
  const body = json === undefined ? null : JSON.stringify(json);
  const response = await fetch(url, { method, body, redirect: 'manual' });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

const url = 'https://example.com/spring';
const aLink = async (base: string) => (await send(`${base}/links`, 'POST', { url })).json;

const tests: Record<string, (base: string) => Promise<void>> = {
  async mailer(base) {
    const { status, json } = await send(`${base}/links`, 'POST', { url, alias: 'spring' });
    assert.equal(status, 201);
    assert.equal(json.slug, 'spring');
    assert.equal(json.url, url);
  },
  async edge(base) {
    const { slug } = await aLink(base);
    const { status, headers } = await send(`${base}/go/${slug}`, 'GET');
    assert.ok([302, 307].includes(status), `status ${status}`);
    assert.equal(headers.get('location'), url);
  },
  async dashboard(base) {
    const { slug } = await aLink(base);
    await send(`${base}/go/${slug}`, 'GET');
    const link = (await send(`${base}/links/${slug}`, 'GET')).json;
    assert.equal(link.clicks, 1);
    const { links } = (await send(`${base}/links`, 'GET')).json;
    assert.equal(links[0].slug, slug);
    assert.equal((await send(`${base}/links/${slug}`, 'DELETE')).status, 204);
  },
};

export async function runTests(base: string) {
  const report: Record<string, object> = {};
  for (const [consumer, test] of Object.entries(tests)) {
    const name = 'does its work';
    report[consumer] = await test(base).then(
      () => ({ passed: [name], failed: [] }),
      (error) => ({ passed: [], failed: [{ name, message: String(error) }] }),
    );
  }
  return report;
}
