import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { CohortDetail } from '#contracts';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';
import { WebhookWorld } from './webhook-world.js';

let strict: ApiWorld;
let hooks: WebhookWorld;
let teacher: Account;
let cohort: CohortDetail;

beforeAll(async () => {
  strict = await ApiWorld.start();
  await strict.publish();
  teacher = await strict.account('instructor');
  cohort = await new CohortWorld(strict).create(teacher);
  hooks = await WebhookWorld.start(strict);
});
afterEach(() => strict.app.get(DataSource).query('TRUNCATE webhooks CASCADE'));
afterAll(async () => {
  await hooks.close();
  await strict.close();
});

const create = (url: string) =>
  hooks.ask('post', cohort.id, '', teacher).send({ url, events: ['board.frozen'] });

/** A webhook whose address is one that the form refuses: as if it had led somewhere else when it was registered. */
async function slipIn(url: string): Promise<string> {
  const { id } = await hooks.add(teacher, cohort.id, ['board.frozen'], 'https://hooks.example/');
  await strict.app.get(DataSource).query('UPDATE webhooks SET url = $2 WHERE id = $1', [id, url]);
  await hooks.ask('post', cohort.id, `/${id}/test`, teacher).expect(202);
  return id;
}

describe('an address that a webhook is registered with (P15)', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://0x7f000001/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://localhost/',
    'http://example.org/',
    'https://user:password@example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
  ])('is not %s', async (url) => {
    const { status, body } = await create(url);

    expect(status).toBe(400);
    expect(body.errors).toEqual([{ path: 'url', message: expect.any(String) }]);
  });

  it('is not changed into one either', async () => {
    const { id } = await hooks.add(teacher, cohort.id, ['board.frozen'], 'https://hooks.example/');

    await hooks
      .ask('patch', cohort.id, `/${id}`, teacher)
      .send({ url: 'https://127.0.0.1/', events: ['board.frozen'], enabled: true })
      .expect(400);
  });
});

describe('an address that a message is sent to (P15)', () => {
  it.each([
    ['an address of this machine', (port: string) => `http://127.0.0.1:${port}/`],
    ['its mapped form', (port: string) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['a name that leads here by now', (port: string) => `http://localhost:${port}/`],
  ])('is not %s', async (_, toUrl) => {
    const id = await slipIn(toUrl(new URL(hooks.http.url).port));

    const [delivery] = await hooks.settle(teacher, cohort.id, id);

    expect(delivery).toMatchObject({
      state: 'pending',
      answerStatus: null,
      answer: null,
      error: expect.stringMatching(/leads to an address that is not on the public internet/),
    });
    expect(hooks.http.requests).toEqual([]);
  });
});
