import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ApiWorld } from './api-world.js';

let world: ApiWorld;
const errors: string[] = [];
beforeAll(async () => {
  const logger = {
    log: () => undefined,
    warn: () => undefined,
    error: (message: unknown) => void errors.push(String(message)),
  };
  world = await ApiWorld.start({ logger });
  await world.publish();
});
afterAll(() => world.close());

describe('the API', () => {
  it('is alive and ready', async () => {
    expect((await world.http.get('/healthz').expect(200)).body).toEqual({ status: 'alive' });
    expect((await world.http.get('/readyz').expect(200)).body).toEqual({
      status: 'ready',
      postgres: 'up',
      redis: 'up',
    });
  });

  it('is ready without Redis, and says so', async () => {
    const away = await ApiWorld.start({ replicaOf: world, env: { REDIS_URL: 'redis://127.0.0.1:1/0' } });

    const { body } = await away.http.get('/readyz').expect(200);
    const login = await away.http
      .post('/api/v1/auth/login')
      .send({ email: 'nobody@example.org', password: 'x' });
    await away.close();

    expect(body).toEqual({ status: 'ready', postgres: 'up', redis: 'down' });
    expect(login.status).toBe(401);
  });

  it('measures by route, not by address', async () => {
    await world.submit(await world.account());
    await world.http.get('/api/v1/exercises/echo-service');

    const { text, headers } = await world.http.get('/metrics').expect(200);

    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(
      /touchstone_http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/exercises\/:slug"[^}]*\} 1/,
    );
    expect(text).toMatch(/^touchstone_queue_depth 1$/m);
    expect(text).toMatch(/^touchstone_queue_oldest_seconds [0-9.]+$/m);
    expect(text).not.toContain('echo-service');
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])(
    'keeps its metrics from whoever comes through a proxy on its machine: %s (P26)',
    async (header) => {
      const { body } = await world.http.get('/metrics').set(header, '127.0.0.1').expect(401);

      expect(body.code).toBe('unauthenticated');
    },
  );

  it('keeps its metrics for who knows the token, where there is one (P26)', async () => {
    const token = 'a token for the metrics';
    const guarded = await ApiWorld.start({ replicaOf: world, env: { TOUCHSTONE_METRICS_TOKEN: token } });
    const ask = (authorization: string) =>
      guarded.http.get('/metrics').set({ authorization, via: 'a proxy' });

    const answers = [
      await ask(`Bearer ${token}`),
      await ask('Bearer another'),
      await ask(token),
      await ask(''),
    ];
    const admin = await ask((await world.account('admin')).bearer);
    await guarded.close();

    expect([...answers, admin].map(({ status }) => status)).toEqual([200, 401, 401, 401, 401]);
  });

  it('tells of a failure of its own with a request id and nothing else, and logs the cause under that id (P26)', async () => {
    const broken = await ApiWorld.start({
      logger: {
        log: () => undefined,
        warn: () => undefined,
        error: (m: unknown) => void errors.push(String(m)),
      },
    });
    await broken.app.get(DataSource).query('DROP TABLE exercises CASCADE');

    const { body, headers } = await broken.http.get('/api/v1/exercises').expect(500);
    await broken.close();

    expect(body).toMatchObject({
      code: 'internal',
      status: 500,
      detail: expect.stringContaining(headers['x-request-id']!),
    });
    expect(JSON.stringify(body)).not.toMatch(/exercises e|relation|node_modules|at /);
    expect(errors).toContainEqual(expect.stringContaining(headers['x-request-id']!));
  });

  it('is not ready without Postgres', async () => {
    const lost = await ApiWorld.start();
    await lost.app.get(DataSource).destroy();

    const { body } = await lost.http.get('/readyz').expect(503);
    await lost.app.get(DataSource).initialize();
    await lost.close();

    expect(body.code).toBe('not-ready');
  });
});
