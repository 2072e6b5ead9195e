import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { LiveEvent, SubmissionId } from '#contracts';
import { ApiWorld, PASSWORD, type Account } from './api-world.js';
import { readEvents } from './event-reader.js';
import { eventually } from './eventually.js';

let world: ApiWorld;
let ada: Account;
let id: SubmissionId;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
});
beforeEach(async () => {
  ada = await world.account();
  id = await world.submit(ada);
});
afterAll(() => world.close());

const sql = (text: string, parameters: unknown[]) => world.app.get(DataSource).query(text, parameters);

/** Tells an event every 20 ms until it is stopped, so that a stream is never idle. */
function keepTelling(text: string): { stop: () => Promise<void> } {
  let told = 0;
  let goesOn = true;
  const telling = (async () => {
    const attempt = await world.claim(id);
    while (goesOn) {
      const event: LiveEvent = { type: 'test', index: told, group: text, status: 'passed' };
      await world.live.publish(id, attempt, (told += 1), event);
      await new Promise((tick) => setTimeout(tick, 20));
    }
  })();
  return {
    stop: async () => {
      goesOn = false;
      await telling;
    },
  };
}

describe('a stream that is open', () => {
  it.each<[string, (reader: Account) => Promise<unknown>, 'learner' | 'instructor']>([
    [
      'its token is deleted',
      ({ id }) => sql('DELETE FROM personal_tokens WHERE user_id = $1', [id]),
      'learner',
    ],
    ['its reader is deleted', ({ id }) => sql('DELETE FROM users WHERE id = $1', [id]), 'learner'],
    [
      'an instructor becomes a learner',
      ({ id }) => sql(`UPDATE users SET role = 'learner' WHERE id = $1`, [id]),
      'instructor',
    ],
  ])('ends within seconds when %s, though it is never idle (P02, P04, P33)', async (_, revoke, role) => {
    const reader = role === 'learner' ? ada : await world.account(role);
    const telling = keepTelling('Basics');
    let seen = 0;
    const reading = readEvents({
      url: world.url,
      account: reader,
      submission: id,
      until: (events) => {
        seen = events.length;
        return false;
      },
    });
    await eventually(async () => expect(seen).toBeGreaterThan(3));

    await revoke(reader);
    const events = await reading;
    await telling.stop();

    expect(events.map(({ event }) => event.type)).not.toContain('judged');
  });

  it('ends within seconds when its reader logs out, though nothing happens (P02, P33)', async () => {
    const person = { email: `${randomUUID()}@example.org`, password: PASSWORD, displayName: 'Ada' };
    const { body } = await world.http.post('/api/v1/auth/register').send(person).expect(201);
    const account: Account = { ...ada, bearer: `Bearer ${body.accessToken}` };
    const own = await world.submit(account);
    const reading = readEvents({ url: world.url, account, submission: own });

    await world.http.post('/api/v1/auth/logout').send({ refreshToken: body.refreshToken }).expect(204);

    expect((await reading).map(({ event }) => event.type)).not.toContain('judged');
    await world.http
      .get(`/api/v1/submissions/${own}/events`)
      .set('authorization', account.bearer)
      .expect(401);
  });
});

/** What this process holds on to, without the garbage that it has not cleared away yet. */
function measureKeptBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a reader that takes nothing', () => {
  it('costs no memory while others read on (P33)', async () => {
    const { hostname, port } = new URL(world.url);
    const stalled = Array.from({ length: 8 }, () => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `GET /api/v1/submissions/${id}/events HTTP/1.1\r\nHost: x\r\nAuthorization: ${ada.bearer}\r\n\r\n`,
        );
        socket.pause();
      });
      socket.on('error', () => undefined);
      return socket;
    });
    const attempt = await world.claim(id);
    const before = measureKeptBytes();

    for (let number = 1; number <= 3_000; number += 1) {
      const event: LiveEvent = {
        type: 'test',
        index: number,
        group: 'x'.repeat(90),
        title: 'y'.repeat(4_000),
        status: 'passed',
      };
      await world.live.publish(id, attempt, number, event);
    }
    const grown = measureKeptBytes() - before;
    const seen = await readEvents({
      url: world.url,
      account: ada,
      submission: id,
      until: (all) => all.length >= 3_000,
    });
    for (const socket of stalled) socket.destroy();

    expect(seen).toHaveLength(3_000);
    // 8 × 12 MiB if it was kept for them.
    expect(grown).toBeLessThan(64 * 1024 * 1024);
  });
});
