import { eventually, random, services, step, subject, type HttpResponse } from '@touchstone/kit';
import { expectErrors, join, newUser, pathOf, post, publish, put, type Json, people } from './conduit.ts';

const DEADLINE_MS = 5000;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

const idOf = ({ headers }: HttpResponse) => headers['x-request-id'] ?? '(no X-Request-Id)';
const newId = () => `id-${random.word(12)}`;

/** The JSON objects among the lines of the log. */
async function readLines(): Promise<Json[]> {
  return (await subject.logs()).split('\n').flatMap((text) => {
    try {
      return [JSON.parse(text) as Json];
    } catch {
      return [];
    }
  });
}

/** The one line of a request. */
async function findLine(requestId: string): Promise<Json> {
  return step(`lines of the log with "requestId": "${requestId}" and a "status"`, () =>
    eventually(async () => {
      const found = (await readLines()).filter((line) => line?.requestId === requestId && 'status' in line);
      expect(found).toHaveLength(1);
      return found[0] ?? {};
    }, DEADLINE_MS),
  );
}

describe('Observability', () => {
  it('writes one JSON line for every request', async () => {
    const [ada] = await people(1);
    const path = `/api${pathOf(await publish(ada))}`;
    const requests = [
      ['GET', path, ada.token, 200],
      ['GET', `${path}?from=${random.word()}`, '', 200],
      ['GET', `/api/articles/${random.word(9)}-${random.word(9)}`, '', 404],
      ['PUT', path, '', 401],
      ['POST', '/api/articles', ada.token, 422],
      ['GET', `/${random.word(9)}`, '', 404],
    ] as const;

    for (const [method, target, token, status] of requests) {
      await step(`${method} ${target}`, async () => {
        const id = newId();
        const headers = { 'x-request-id': id, ...(token && { authorization: `Token ${token}` }) };
        const answer = await subject.request(method, target, {
          headers,
          ...(method !== 'GET' && { json: { article: { body: '' } } }),
        });
        expect(answer).toHaveStatus(status);
        const line = await findLine(id);
        expect(line).toMatchObject({ method, path: target.split('?')[0], status });
        await step('durationMs', () => expect(line.durationMs).toEqual(expect.any(Number)));
      });
    }
  });

  it('names every request, in the answer and in the log', async () => {
    const [ada] = await people(1);
    const good = [newId(), `${random.word(4)}.A_b-${random.word(55)}`];
    const bad = ['', `${random.word()} ${random.word()}`, random.word(65), `${random.word()}"}`];

    for (const id of good) {
      const answer = await subject.get('/api/tags', { headers: { 'x-request-id': id } });
      expect(answer).toHaveHeader('x-request-id', id);
      await findLine(id);
    }
    const made = new Set<string>();
    for (const id of bad) {
      await step(id === '' ? 'without an X-Request-Id' : `with the X-Request-Id ${id}`, async () => {
        const headers = { authorization: `Token ${ada.token}`, ...(id && { 'x-request-id': id }) };
        const answer = await subject.get('/api/user', { headers });
        expect(answer).toHaveHeader('x-request-id', REQUEST_ID);
        await step('the id of the answer', () => expect(idOf(answer)).not.toBe(id));
        expect(await findLine(idOf(answer))).toMatchObject({ path: '/api/user', status: 200 });
        made.add(idOf(answer));
      });
    }
    await step('different ids among four', () => expect(made.size).toBe(bad.length));
  });

  it('writes no password and no token into the log', async () => {
    const user = newUser();
    const ada = await join(user);
    const changed = random.word(14);
    await post('/users/login', null, { user: { email: ada.email, password: ada.password } });
    await put('/user', ada, { user: { password: changed } });
    expectErrors(await post('/users', null, { user }));
    const [id, inQuery] = [newId(), random.word(14)];
    await subject.get(`/api/user?token=${inQuery}`, {
      headers: { authorization: `Token ${ada.token}`, 'x-request-id': id },
    });
    await findLine(id);

    const log = await subject.logs();

    const secrets = {
      password: ada.password,
      'changed password': changed,
      token: ada.token,
      'query of the URL': inQuery,
    };
    await step('secrets that the log shows', () =>
      expect(Object.entries(secrets).flatMap(([what, value]) => (log.includes(value) ? [what] : []))).toEqual(
        [],
      ),
    );
  });

  it('says at /healthz whether the database answers', async () => {
    const expectHealth = (status: number) =>
      eventually(async () => expect(await subject.get('/healthz')).toHaveStatus(status), DEADLINE_MS);
    await step('while PostgreSQL is well', () => expectHealth(200));

    await services.postgres.pause();
    await step('while PostgreSQL does not answer', () => expectHealth(503));
    await services.postgres.resume();

    await step('once it is well again', () => expectHealth(200));
  });
});
