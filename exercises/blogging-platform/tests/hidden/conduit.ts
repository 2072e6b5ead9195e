import { random, sleep, step, subject, type HttpResponse } from '@touchstone/kit';

export type Json = Record<string, unknown>;

export interface Person {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

export interface Article extends Json {
  readonly slug: string;
  readonly title: string;
}

/** Many requests at once share one slow machine. */
const DEADLINE_MS = 10_000;

const asker =
  (method: string) =>
  (path: string, by: Person | null, json?: Json): Promise<HttpResponse> =>
    subject.request(method, `/api${path}`, {
      headers: by ? { authorization: `Token ${by.token}` } : {},
      timeoutMs: DEADLINE_MS,
      ...(json && { json }),
    });

export const get = asker('GET');
export const post = asker('POST');
export const put = asker('PUT');
export const remove = asker('DELETE');

/** The specification and its implementations do not always agree on one status. */
export function expectStatus(answer: HttpResponse, ...allowed: readonly [number, ...number[]]): HttpResponse {
  if (!allowed.includes(answer.status)) expect(answer).toHaveStatus(allowed[0]);
  return answer;
}

export const expectCreated = (answer: HttpResponse) => expectStatus(answer, 201, 200);
export const expectDeleted = (answer: HttpResponse) => expectStatus(answer, 204, 200);
export const expectTaken = (answer: HttpResponse) => expectErrors(expectStatus(answer, 422, 409));

/** `{ "errors": { "<field>": ["…"] } }` with at least one sentence. */
export function expectErrors(answer: HttpResponse): void {
  const { errors } = answer.json as { errors?: unknown };
  expect(answer).toHaveJson({ errors: expect.any(Object) });
  const members = Object.entries(errors as Json);
  if (members.length === 0) expect(answer).toHaveJson({ errors: { body: [expect.any(String)] } });
  for (const [field, sentences] of members) {
    const isList = Array.isArray(sentences) && sentences.length > 0;
    if (!isList || sentences.some((sentence) => typeof sentence !== 'string'))
      expect(answer).toHaveJson({ errors: { [field]: [expect.any(String)] } });
  }
}

export function expectInvalid(answer: HttpResponse): void {
  expect(answer).toHaveStatus(422);
  expectErrors(answer);
}

/** The member in which an answer wraps what it is about. */
export function unwrap<T = Json>(answer: HttpResponse, member: string): T {
  expect(answer).toHaveJson({ [member]: expect.anything() });
  return (answer.json as Record<string, T>)[member] as T;
}

export const newUser = () => ({
  username: random.word(10),
  email: random.email(),
  password: `${random.word(8)} ${random.word(4)}`,
});

/** A newly registered user. */
export async function join(user = newUser()): Promise<Person> {
  const answer = expectCreated(await post('/users', null, { user }));
  return { ...user, token: unwrap<{ token: string }>(answer, 'user').token };
}

const shared: Person[] = [];

/**
 * Users of all tests together, since a password takes its time to hash. They write and favourite; whoever is changed,
 * follows somebody, or has their lists counted joins anew. Whose token is no longer known is replaced.
 */
export async function people<Count extends 1 | 2 | 3 | 5>(count: Count) {
  for (let index = 0; index < count; index += 1) {
    const known = shared[index];
    if (!known || (await get('/user', known)).status !== 200) shared[index] = await join();
  }
  type Several = {
    1: [Person];
    2: [Person, Person];
    3: [Person, Person, Person];
    5: [Person, Person, Person, Person, Person];
  };
  return shared.slice(0, count) as Several[Count];
}

export const newArticle = (more: Json = {}) => ({
  title: `${random.word(6)} ${random.word(8)} ${random.word(5)}`,
  description: random.sentence(4),
  body: random.sentence(12),
  ...more,
});

export async function publish(by: Person, more: Json = {}): Promise<Article> {
  return unwrap<Article>(
    expectCreated(await post('/articles', by, { article: newArticle(more) })),
    'article',
  );
}

/** Slugs of several articles, newest first, each of another millisecond. */
export async function publishSeveral(by: Person, count: number, more: Json = {}): Promise<string[]> {
  const slugs: string[] = [];
  while (slugs.length < count) {
    slugs.unshift((await publish(by, more)).slug);
    await sleep(3);
  }
  return slugs;
}

export const pathOf = ({ slug }: { slug: string }) => `/articles/${encodeURIComponent(slug)}`;

export async function readArticle(article: { slug: string }, by: Person | null): Promise<Article> {
  return unwrap<Article>(expectStatus(await get(pathOf(article), by), 200), 'article');
}

export async function readProfile({ username }: Person, by: Person | null): Promise<Json> {
  return unwrap(expectStatus(await get(`/profiles/${username}`, by), 200), 'profile');
}

export async function comment(article: Article, by: Person, body = random.sentence()): Promise<Json> {
  const answer = await post(`${pathOf(article)}/comments`, by, { comment: { body } });
  return unwrap(expectCreated(answer), 'comment');
}

export async function readComments(article: Article, by: Person | null): Promise<Json[]> {
  return unwrap<Json[]>(expectStatus(await get(`${pathOf(article)}/comments`, by), 200), 'comments');
}

/** What a list of articles holds, and how many it says that there are. */
export async function list(path: string, by: Person | null): Promise<{ slugs: unknown[]; count: unknown }> {
  const answer = expectStatus(await get(path, by), 200);
  const articles = unwrap<Json[]>(answer, 'articles');
  return { slugs: articles.map(({ slug }) => slug), count: (answer.json as Json).articlesCount };
}

export const query = (members: Record<string, string | number>) =>
  new URLSearchParams(
    Object.entries(members).map(([name, value]): [string, string] => [name, String(value)]),
  );

/** Each of these needs a token: sent without one, and with one that was never given out. */
export async function expectTokenNeeded(requests: readonly (readonly [typeof get, string, Json?])[]) {
  const stranger = { ...newUser(), token: random.word(40) };
  for (const [send, path, json] of requests) {
    expect(await send(path, null, json)).toHaveStatus(401);
    await step('with an unknown token', async () =>
      expect(await send(path, stranger, json)).toHaveStatus(401),
    );
  }
}
