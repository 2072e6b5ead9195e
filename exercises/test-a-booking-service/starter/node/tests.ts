import assert from 'node:assert/strict';

async function send(url: string, method: string, json?: unknown) {
  const body = json === undefined ? null : JSON.stringify(json);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(5000) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

export const tests: Record<string, (baseUrl: string) => Promise<void>> = {
  'opens a room': async (baseUrl) => {
    const room = await send(`${baseUrl}/rooms`, 'POST', { name: 'Larch', beds: 4 });

    assert.ok(room); // What does the specification say of this answer?
  },
};
