import { random, rawConnection, step, subject, type HttpResponse } from '@touchstone/kit';

export type Headers = Record<string, string>;

/** Stores a file through the desk. The path is decoded: it is encoded here. */
export async function store(path: string, content: string | Uint8Array, folder = 'site'): Promise<void> {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  // A large file takes a busy machine its time, and how long the desk needs is not what is judged.
  const response = await subject.put(`/_desk/${folder}/${encodePath(path)}`, { body, timeoutMs: 12_000 });
  await step('the desk, which the starter has ready', () => expect(response).toHaveStatus(204));
}

export async function link(path: string, target: string): Promise<void> {
  const response = await subject.put(`/_desk/site/${encodePath(path)}`, { headers: { 'link-to': target } });
  await step('the desk, which the starter has ready', () => expect(response).toHaveStatus(204));
}

export const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

export interface Stored {
  path: string;
  text: string;
  etag: string;
  modified: string;
}

/** A new text file, and what the program says about it. */
export async function storeText(length = random.integer(200, 400)): Promise<Stored> {
  const path = `/${random.word()}.txt`;
  const text = random.word(length);
  await store(path.slice(1), text);
  const response = await subject.get(path);
  await step('a stored file', () => expect(response).toHaveStatus(200));
  await step('its entity tag', () => expect(response).toHaveHeader('etag', /^"[^"]+"$/));
  const { etag = '', 'last-modified': modified = '' } = response.headers;
  return { path, text, etag, modified };
}

export async function expectFile(what: string, response: HttpResponse, text: string): Promise<void> {
  await step(what, () => {
    expect(response).toHaveStatus(200);
    expect(response.text).toBe(text);
  });
}

export async function expectStatus(what: string, response: HttpResponse, status: number): Promise<void> {
  await step(what, () => expect(response).toHaveStatus(status));
}

/** Sends a path as it stands: clients of the usual kind would tidy it up. Gives the whole answer. */
export async function getRaw(path: string, method = 'GET'): Promise<string> {
  const connection = await rawConnection();
  await connection.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  return connection.until(() => connection.closed, 3000);
}
