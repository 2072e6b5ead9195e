import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Platform, waitUntil } from './platform.js';

const REPLICAS = 2;
const EXERCISES = join(import.meta.dirname, 'exercises');

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start({ exercisesDir: EXERCISES, workers: 0 });
}, 90_000);
afterAll(() => platform.stop(), 60_000);

describe('replicas of the API', () => {
  it('that meet an empty database together bring it up to date once, and all of them answer', async () => {
    await platform.processes[0]!.end();
    await platform.query('DROP SCHEMA public CASCADE');
    await platform.query('CREATE SCHEMA public');

    const first = Number(new URL(platform.url).port);
    const ports = Array.from({ length: REPLICAS }, (_, index) => first + index);
    for (const port of ports) platform.startProcess('api', { PORT: String(port) });
    await waitUntil(
      async () => (await Promise.all(ports.map(isReady))).every(Boolean),
      60_000,
      () => platform.logs(),
    );

    const ran = await platform.query<{ name: string }>('SELECT name FROM migrations');
    expect(ran.length).toBeGreaterThan(10);
    expect(new Set(ran.map(({ name }) => name)).size).toBe(ran.length);
  }, 90_000);
});

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
