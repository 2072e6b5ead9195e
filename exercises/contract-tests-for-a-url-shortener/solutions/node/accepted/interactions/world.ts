export interface Asked {
  method: string;
  path: string;
  json?: unknown;
  key?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

const SECOND_MS = 1000;

/** One release, and the states that interactions are to find it in. */
export class World {
  readonly baseUrl: string;
  #nowMs = Date.parse('2027-03-01T09:00:00Z');
  #names = 0;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  async ask({ method, path, json, key }: Asked): Promise<Answer> {
    const headers: Record<string, string> = {};
    if (json !== undefined) headers['content-type'] = 'application/json';
    if (key) headers['idempotency-key'] = key;
    const body = json === undefined ? null : JSON.stringify(json);
    const signal = AbortSignal.timeout(5000);
    const url = new URL(path, this.baseUrl);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Never given before, and right as an alias and as a key. */
  aName(): string {
    this.#names += 1;
    return `name${this.#names}`;
  }

  async aLink(wish: { url?: string; alias?: string; expiresAt?: string } = {}): Promise<string> {
    const json = { url: 'https://example.com/', ...wish };
    const { status, text } = await this.ask({ method: 'POST', path: '/links', json });
    if (status >= 400) throw new Error(`a link could not be made: status ${status}`);
    return JSON.parse(text).slug;
  }

  async aDeletedLink(alias = this.aName()): Promise<string> {
    const slug = await this.aLink({ alias });
    const { status } = await this.ask({ method: 'DELETE', path: `/links/${slug}` });
    if (status >= 400) throw new Error(`a link could not be deleted: status ${status}`);
    return slug;
  }

  /** As many seconds from the clock of the release. */
  at(seconds: number): string {
    return new Date(this.#nowMs + seconds * SECOND_MS).toISOString().replace('.000Z', 'Z');
  }

  async pass(seconds: number): Promise<void> {
    const now = this.at(seconds);
    await this.ask({ method: 'PUT', path: '/clock', json: { now } });
    this.#nowMs = Date.parse(now);
  }
}
