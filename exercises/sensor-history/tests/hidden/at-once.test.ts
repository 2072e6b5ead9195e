import { load, services, step, subjects } from '@touchstone/kit';
import {
  aSensor,
  anHour,
  countWaiting,
  expectLatest,
  expectMinutes,
  expectRange,
  first,
  HOUR,
  holdWrites,
  inOrder,
  inStep,
  letWrite,
  letWriteOnce,
  listKeys,
  measure,
  MINUTE,
  second,
  send,
  untilWaiting,
  type Reading,
} from './history.ts';

const { redis } = services;

/** Requests that are held up, on a slow machine. */
const PATIENCE_MS = 10_000;
const ROUNDS = 2;
const BURST = 20;
const MOST_WRITES = 3;

beforeEach(() => redis.reset());

/** Sends a batch to the first instance, and kills that when it has written so many times and is about to write once more. */
async function dieBehind(writes: number, sensor: string, readings: readonly Reading[]): Promise<boolean> {
  let isAnswered = false;
  const untilItWrites = () => untilWaiting(() => (isAnswered ? 0 : 1));
  await holdWrites();
  try {
    const answer = send(sensor, readings, first, PATIENCE_MS)
      .catch(() => undefined)
      .finally(() => {
        isAnswered = true;
      });
    for (let written = 0; written < writes; written += 1) {
      await untilItWrites();
      await letWriteOnce();
    }
    await untilItWrites();
    const isHalfWay = !isAnswered && (await countWaiting()) > 0;
    if (isHalfWay) await first.kill();
    await letWrite();
    await answer;
    return isHalfWay;
  } finally {
    await letWrite();
  }
}

describe('At the same moment', () => {
  it('every reading of a minute counts', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const range = [hour, hour + 2 * MINUTE] as const;
    const readings = measure(Array.from({ length: 4 * ROUNDS + BURST }, (_, index) => hour + index * 1000));

    for (let round = 1; round <= ROUNDS; round += 1) {
      const from = 4 * (round - 1);
      const answers = await inStep(({ index }) =>
        send(sensor, readings.slice(from + 2 * index, from + 2 * index + 2), subjects[index], PATIENCE_MS),
      );
      const what = `after ${round} × two batches of two readings, one to each instance at the same moment`;
      for (const answer of answers) await step(what, () => expect(answer).toHaveStatus(200));
      await expectMinutes(what, sensor, range, readings.slice(0, 4 * round), [first]);
      await expectRange(what, sensor, range, readings.slice(0, 4 * round), [second]);
    }

    const burst = readings.slice(4 * ROUNDS);
    const sent = await load(BURST, BURST, (index) =>
      send(sensor, [burst[index]], subjects[index % 2], PATIENCE_MS),
    );
    await step(`${BURST} readings of a minute at once`, () => expect(sent.errors).toEqual([]));
    await expectMinutes(`after ${BURST} readings at once`, sensor, range, readings);
    await expectRange(`after ${BURST} readings at once`, sensor, range, readings);
  });

  it('the newest reading stays the latest', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    for (let round = 1; round <= ROUNDS; round += 1) {
      // The first instance has the newer one, and writes first.
      const readings = measure([hour + round * 10_000, hour + round * 10_000 - 5000]);

      await inStep((instance) => send(sensor, [readings[instance.index]], instance, PATIENCE_MS));

      await expectLatest(
        'after a reading at instance 0 and an older one at instance 1 at the same moment',
        sensor,
        readings[0]!,
      );
    }
  });

  it('nothing is left for ever, and nothing counts twice, when an instance dies half-way', async () => {
    const [sensor, hour] = [aSensor(), anHour()];
    const readings: Reading[] = [];

    for (let writes = 1; writes <= MOST_WRITES; writes += 1) {
      // One in a row that is there already, one in a row that is not.
      const batch = measure([hour + writes * 1000, hour + writes * HOUR]);
      readings.push(...batch);
      const isDead = await dieBehind(writes, sensor, batch);
      const when = isDead ? `when instance 0 died behind its write ${writes} of a batch` : 'after a batch';
      for (const key of await listKeys()) {
        const seconds = await redis.command('TTL', key);
        await step(`TTL of key “${key}” in seconds (-1: none) ${when}`, () =>
          expect(seconds).toBeGreaterThan(0),
        );
      }
      const again = await send(sensor, batch, second);
      await step(`the batch sent again to instance 1, ${when}`, () => expect(again).toHaveStatus(200));
      // It writes all at once, or was caught behind each of its writes.
      if (!isDead) break;
      await first.restart();
    }

    const what = 'after batches that were sent twice, the first time to an instance that may have died';
    const range = [hour, hour + 4 * HOUR] as const;
    await expectRange(what, sensor, range, inOrder(readings));
    await expectMinutes(what, sensor, range, readings);
    await expectLatest(what, sensor, inOrder(readings).at(-1)!);
  });
});
