import { random } from '@touchstone/kit';
import {
  CIRCUIT_OPEN,
  GET,
  POST,
  RESET,
  UPSTREAM,
  done,
  fail,
  newClient,
  once,
  play,
  send,
  status,
  times,
  wait,
  words,
  type Line,
} from './calls.ts';

const state = (nowMs: number, expected: string): Line => [['state', UPSTREAM, nowMs], expected];

/** Two failures at once open it; it is half-open from `nowMs` + 5000 on. */
const OPENS_SOON = { minOutcomes: 2, failurePercent: 50, openMs: 5000 };
const opened = (nowMs: number): Line[] => [...times(2, () => once(RESET, nowMs)), state(nowMs, 'open')];

describe('Half-open', () => {
  it('begins at the very millisecond', async () => {
    const openMs = random.integer(1000, 9000);
    const client = await newClient({ ...OPENS_SOON, openMs });
    const [a, b] = words(2);

    await play(client, [
      ...opened(100),
      [['begin', a, GET, 99 + openMs], CIRCUIT_OPEN],
      state(99 + openMs, 'open'),
      state(100 + openMs, 'half-open'),
      [['begin', b, GET, 100 + openMs], send(1, 1100 + openMs)],
    ]);
  });

  it('lets so many attempts through at once and no more', async () => {
    const probes = random.integer(2, 4);
    const client = await newClient({ ...OPENS_SOON, probes });
    const ids = words(probes);
    const [a, b, c] = words(3);

    await play(client, [
      ...opened(0),
      ...ids.map((id): Line => [['begin', id, POST, 5000], send(1, 6000)]),
      [['begin', a, GET, 5001], CIRCUIT_OPEN],
      [['begin', b, GET, 5001], CIRCUIT_OPEN],
      [['answer', ids[0], 1, status(200), 5002, 0.5], done(200)],
      state(5002, 'half-open'),
      [['begin', c, POST, 5003], send(1, 6003)],
      [['begin', b, GET, 5003], CIRCUIT_OPEN],
    ]);
  });

  it('closes after so many successes and begins to count anew', async () => {
    const probes = random.integer(2, 4);
    const client = await newClient({ ...OPENS_SOON, probes, minOutcomes: 3, windowMs: 60_000 });

    await play(client, [
      ...times(3, () => once(RESET, 0)),
      ...times(probes - 1, () => once(status(200), 5000)),
      state(5000, 'half-open'),
      ...once(status(404), 5001), // It is well: it says no.
      state(5001, 'closed'),
      ...times(2, () => once(RESET, 5002)),
      state(5002, 'closed'),
      ...once(RESET, 5003),
      state(5003, 'open'),
    ]);
  });

  it('opens again with the first failure, for the whole time', async () => {
    const client = await newClient({ ...OPENS_SOON, probes: 3 });
    const [a, b] = words(2);

    await play(client, [
      ...opened(0),
      ...times(2, () => once(status(200), 6000)),
      ...once(status(502), 7000),
      state(7000, 'open'),
      [['begin', a, GET, 11_999], CIRCUIT_OPEN],
      // The two successes are forgotten.
      ...once(status(200), 12_000),
      state(12_000, 'half-open'),
      [['begin', b, POST, 12_001], send(1, 13_001)],
      [['wake', b, 13_001, 0.5], fail('timeout')],
      state(13_001, 'open'),
      state(18_000, 'open'),
      state(18_001, 'half-open'),
    ]);
  });

  it('gives back the place of a call that was cancelled', async () => {
    const client = await newClient(OPENS_SOON);
    const [a, b, c] = words(3);

    await play(client, [
      ...opened(0),
      [['begin', a, GET, 5000], send(1, 6000)],
      [['begin', b, GET, 5001], CIRCUIT_OPEN],
      [['cancel', a, 5002], null],
      state(5002, 'half-open'),
      [['begin', c, GET, 5003], send(1, 6003)],
      [['cancel', c, 5004], null],
      ...once(status(200), 5005),
      state(5005, 'closed'),
    ]);
  });

  it('lets a retry be the one that finds out, and no retry past a full house', async () => {
    const client = await newClient({ ...OPENS_SOON, minOutcomes: 3 });
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, status(503, 6000), 0, 0.5], wait(6000)],
      [['begin', b, GET, 0], send(1, 1000)],
      [['answer', b, 1, status(503, 6001), 0, 0.5], wait(6001)],
      ...once(RESET, 0),
      state(0, 'open'),
      [['wake', a, 6000, 0.5], send(2, 7000)],
      [['wake', b, 6001, 0.5], CIRCUIT_OPEN],
      [['answer', a, 2, status(200), 6100, 0.5], done(200)],
      state(6100, 'closed'),
    ]);
  });

  it('is neither closed nor opened by an attempt from before', async () => {
    const client = await newClient({ ...OPENS_SOON, attemptTimeoutMs: 9000 });
    const [a, b, c, d] = words(4);
    const openedBy = (nowMs: number) => times(2, () => once(RESET, nowMs, { timeoutAtMs: nowMs + 9000 }));

    await play(client, [
      [['begin', a, GET, 0], send(1, 9000)],
      [['begin', b, POST, 0], send(1, 9000)],
      ...openedBy(10),
      [['begin', c, GET, 5010], send(1, 14_010)],
      [['answer', a, 1, status(200), 5020, 0.5], done(200)],
      state(5020, 'half-open'),
      [['answer', b, 1, RESET, 5030, 0.5], fail('reset')],
      state(5030, 'half-open'),
      // And neither has made room.
      [['begin', d, GET, 5040], CIRCUIT_OPEN],
      [['answer', c, 1, status(200), 5050, 0.5], done(200)],
      state(5050, 'closed'),
    ]);
  });

  it('takes an attempt of an earlier half-open time for one from before', async () => {
    const client = await newClient({ ...OPENS_SOON, attemptTimeoutMs: 9000, probes: 2 });
    const [a, b, c, d, e] = words(5);

    await play(client, [
      ...times(2, () => once(RESET, 0, { timeoutAtMs: 9000 })),
      [['begin', a, POST, 5000], send(1, 14_000)],
      [['begin', b, POST, 5000], send(1, 14_000)],
      [['answer', b, 1, RESET, 5000, 0.5], fail('reset')],
      state(9999, 'open'),
      [['begin', c, POST, 10_000], send(1, 19_000)],
      [['answer', a, 1, status(200), 10_001, 0.5], done(200)],
      [['begin', d, POST, 10_002], send(1, 19_002)],
      [['begin', e, POST, 10_003], CIRCUIT_OPEN],
      [['answer', c, 1, status(200), 10_004, 0.5], done(200)],
      state(10_004, 'half-open'),
      [['answer', d, 1, status(200), 10_005, 0.5], done(200)],
      state(10_005, 'closed'),
    ]);
  });

  it('does not count a straggler once the circuit is closed', async () => {
    const client = await newClient({ ...OPENS_SOON, probes: 2, failurePercent: 100 });
    const [a, b, c] = words(3);

    await play(client, [
      ...opened(0),
      [['begin', a, POST, 5000], send(1, 6000)],
      ...once(status(200), 5000),
      [['begin', b, POST, 5000], send(1, 6000)],
      [['begin', c, POST, 5000], CIRCUIT_OPEN],
      [['answer', b, 1, status(200), 5001, 0.5], done(200)],
      state(5001, 'closed'),
      ...once(RESET, 5002),
      [['answer', a, 1, RESET, 5003, 0.5], fail('reset')], // Would be the second failure of two.
      state(5003, 'closed'),
      ...once(RESET, 5004),
      state(5004, 'open'),
    ]);
  });
});
