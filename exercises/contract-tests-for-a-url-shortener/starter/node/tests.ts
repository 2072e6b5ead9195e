import assert from 'node:assert/strict';

export type Tests = Record<string, (baseUrl: string) => Promise<void>>;

async function send(url: string, method: string, json?: unknown) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: json === undefined ? null : JSON.stringify(json),
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export const mailer: Tests = {
  'makes a link': async (baseUrl) => {
    const answer = await send(`${baseUrl}/links`, 'POST', { url: 'https://example.com/spring' });

    assert.ok(answer); // What does M1 say of this answer?
  },
};

export const edge: Tests = {
  'knows no slug that never was': async (baseUrl) => {
    const answer = await send(`${baseUrl}/go/never-was`, 'GET');

    assert.ok(answer); // What does E4 say of this answer?
  },
};

export const dashboard: Tests = {
  'lists links': async (baseUrl) => {
    const answer = await send(`${baseUrl}/links`, 'GET');

    assert.ok(answer); // What does D3 say of this answer?
  },
};
