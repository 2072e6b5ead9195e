import { random, step, subject, type HttpResponse } from '@touchstone/kit';
import type { Headers } from './caches.ts';

export interface Texts {
  readonly title: string;
  readonly text: string;
}

export interface Article {
  readonly slug: string;
  readonly en: Texts;
  readonly de: Texts;
}

export const GERMAN: Headers = { 'accept-language': 'de-DE,de;q=0.9' };

export const aText = (): Texts => ({ title: random.word(10), text: random.sentence() });

/** Publishes an article of the test's own, or a slug anew. */
export async function publish(
  slug = `story-${random.word(10)}`,
  texts = { en: aText(), de: aText() },
): Promise<Article> {
  const answer = await subject.put(`/articles/${slug}`, { json: texts });
  await step(`PUT /articles/${slug}`, () => expect(answer).toHaveStatus(204));
  return { slug, ...texts };
}

/** The header of a new reader who is signed in. */
export async function signUp(name: string = random.word(10)): Promise<Headers> {
  const answer = await subject.post('/readers', { json: { name } });
  await step('POST /readers', () => expect(answer).toHaveStatus(201));
  return { authorization: `Bearer ${(answer.json as { token: string }).token}` };
}

export async function bookmark(slug: string, reader: Headers): Promise<void> {
  const answer = await subject.put(`/articles/${slug}/bookmark`, { headers: reader });
  await step(`PUT /articles/${slug}/bookmark`, () => expect(answer).toHaveStatus(204));
}

/** Asks where that has to be a 200. */
export async function read(path: string, headers: Headers = {}): Promise<HttpResponse> {
  const answer = await subject.get(path, { headers });
  await step(`GET ${path}`, () => expect(answer).toHaveStatus(200));
  return answer;
}

export const tagOf = (answer: HttpResponse): string => answer.headers.etag ?? '(no ETag)';

export async function readTag(path: string, headers: Headers = {}): Promise<string> {
  return tagOf(await read(path, headers));
}

export async function findStyle(): Promise<string> {
  return ((await read('/front')).json as { style: string }).style;
}
