import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Learner, readFiles, type SeenEvent } from './learner.js';
import { Platform } from './platform.js';

const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'));

let platform: Platform;
let learner: Learner;

beforeAll(async () => {
  platform = await Platform.start({ exercisesDir: EXERCISES });
  learner = await Learner.register(platform.url);
}, 90_000);
afterAll(() => platform.stop(), 60_000);

const withIds = (seen: readonly SeenEvent[]) => seen.filter((entry) => entry.id !== undefined);
const isJudged = (seen: SeenEvent) => seen.event.type === 'judged';

describe('watching a submission', () => {
  it('tells every phase and every test once, in order, and ends with the verdict', async () => {
    const id = await learner.submit('probe', 'node', ACCEPTED);

    const seen = withIds(await learner.watch(id, null, isJudged)).map((entry) => entry.event);

    const phases = seen.flatMap((event) => (event.type === 'status' ? [event.status] : []));
    expect(phases).toEqual(['preparing', 'building', 'starting', 'testing']);
    expect(seen.filter((event) => event.type === 'test').map((event) => event.index)).toEqual([0, 1, 2]);
    expect(seen.at(-1)).toEqual({ type: 'judged', outcome: 'accepted', score: 100 });
  }, 60_000);

  it('loses and doubles nothing when the connection is cut after every single event', async () => {
    const id = await learner.submit('probe', 'node', ACCEPTED);
    const pieces: SeenEvent[] = [];

    for (let cuts = 0; cuts < 50 && !pieces.some(isJudged); cuts++) {
      const lastId = withIds(pieces).at(-1)?.id ?? null;
      pieces.push(...(await learner.watch(id, lastId, (entry) => entry.id !== undefined)));
    }

    const whole = withIds(await learner.watch(id, null, isJudged));
    expect(withIds(pieces)).toEqual(whole);
    expect(new Set(whole.map((entry) => entry.id)).size).toBe(whole.length);
  }, 60_000);

  it('still tells the verdict when Redis was wiped in the middle', async () => {
    const id = await learner.submit('probe', 'node', ACCEPTED);
    await learner.watch(
      id,
      null,
      (entry) => entry.event.type === 'status' && entry.event.status === 'preparing',
    );
    await platform.flushRedis();

    const seen = await learner.watch(id, null, isJudged);

    expect(seen.at(-1)?.event).toEqual({ type: 'judged', outcome: 'accepted', score: 100 });
  }, 60_000);
});
