import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { ApiWorld, type Account } from './api-world.js';

let world: ApiWorld;
let learner: Account;
const lines: string[] = [];
beforeAll(async () => {
  const note = (message: unknown) => void lines.push(String(message));
  world = await ApiWorld.start({ logger: { log: note, warn: note, error: note } });
  await world.publish();
  learner = await world.account();
});
afterAll(() => world.close());

/** As under a load that is too much: every connection of this replica is in use, until they are given back. */
async function takeEveryConnection(): Promise<() => Promise<unknown>> {
  const dataSource = world.app.get(DataSource);
  const size = dataSource.options.poolSize!;
  const runners: QueryRunner[] = Array.from({ length: size }, () => dataSource.createQueryRunner());
  await Promise.all(runners.map((runner) => runner.connect()));
  return () => Promise.all(runners.map((runner) => runner.release()));
}

describe('while every connection to Postgres is in use', () => {
  it('says of a submission’s files that it is busy and when to ask again, and gives them then', async () => {
    const id = await world.submit(learner);
    const read = () => world.http.get(`/api/v1/submissions/${id}/files`).set('authorization', learner.bearer);

    const giveBack = await takeEveryConnection();
    const { status, body, headers } = await read();
    await giveBack();

    expect({ status, code: body.code, retryAfter: headers['retry-after'] }).toEqual({
      status: 503,
      code: 'busy',
      retryAfter: '2',
    });
    expect(lines.join('\n')).toContain('GET /api/v1/submissions/:id/files found Postgres busy');
    const after = await read().expect(200);
    expect(after.body.files).toEqual([{ path: 'main.ts', content: 'console.log(1);\n' }]);
  });
});
