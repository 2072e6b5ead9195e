import assert from 'node:assert/strict';

const MINUTE_MS = 60_000;

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed when it is asked for: the edge reads no body. */
  readonly json: any;
}

export interface Client {
  send(method: string, path: string, json?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Brings a link about and reads no more of it than its slug: what the mailer relies on is looked at in its own tests. */
  aSlug(fields?: Record<string, unknown>): Promise<string>;
  /** The moment so many minutes from what the clock of the release says. */
  inMinutes(minutes: number): string;
  setClock(time: string): Promise<void>;
}

export function aClient(baseUrl: string): Client {
  let nowMs = Date.parse('2027-03-01T09:00:00Z');

  const send: Client['send'] = async (method, path, json, headers = {}) => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: json === undefined ? null : JSON.stringify(json),
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      get json() {
        return JSON.parse(text);
      },
    };
  };

  return {
    send,
    async aSlug(fields) {
      const { json } = await send('POST', '/links', { url: 'https://example.com/spring', ...fields });
      assert.equal(typeof json.slug, 'string', 'a new link has a slug');
      return json.slug;
    },
    inMinutes: (minutes) => `${new Date(nowMs + minutes * MINUTE_MS).toISOString().slice(0, 19)}Z`,
    async setClock(time) {
      assert.equal((await send('PUT', '/clock', { now: time })).status, 204);
      nowMs = Date.parse(time);
    },
  };
}

export function mediaType({ headers }: Answer): string | undefined {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
}
