import { random } from '@touchstone/kit';
import {
  CIRCUIT_OPEN,
  GET,
  POST,
  REFUSED,
  RESET,
  UPSTREAM,
  done,
  fail,
  newClient,
  once,
  play,
  request,
  send,
  status,
  times,
  wait,
  words,
  type Line,
} from './calls.ts';

const state = (nowMs: number, expected: string): Line => [['state', UPSTREAM, nowMs], expected];

describe('Opening the circuit', () => {
  it('opens with the failure that makes the outcomes enough', async () => {
    const minOutcomes = random.integer(4, 8);
    const client = await newClient({ minOutcomes });
    const [a, b] = words(2);

    await play(client, [
      state(0, 'closed'),
      ...times(minOutcomes - 1, () => once(RESET, 10)),
      state(11, 'closed'),
      ...once(status(500), 12),
      state(12, 'open'),
      [['begin', a, GET, 13], CIRCUIT_OPEN],
      [['begin', b, POST, 5011], CIRCUIT_OPEN],
      [['wake', a, 5011, 0.5], null],
    ]);
  });

  it('opens at the very percentage', async () => {
    const client = await newClient({ minOutcomes: 5, failurePercent: 30 });
    const exact = await newClient({ minOutcomes: 3, failurePercent: 67 });

    await play(client, [
      ...times(7, () => once(status(200), 0)),
      ...times(2, () => once(RESET, 0)),
      state(0, 'closed'),
      ...once(RESET, 0), // 3 of 10
      state(0, 'open'),
    ]);
    await play(exact, [
      ...once(status(200), 0),
      ...times(2, () => once(RESET, 0)), // 66.7 per cent
      state(0, 'closed'),
      ...once(RESET, 0),
      state(0, 'open'),
    ]);
  });

  it('is opened by a failure only', async () => {
    const client = await newClient({ minOutcomes: 4, failurePercent: 50 });

    await play(client, [
      ...times(3, () => once(RESET, 0)),
      ...once(status(200), 1),
      state(1, 'closed'),
      ...once(RESET, 2),
      state(2, 'open'),
    ]);
  });

  it('forgets an outcome after the window, to the millisecond', async () => {
    const windowMs = random.integer(2000, 4000);
    const failing = await newClient({ windowMs, minOutcomes: 3, failurePercent: 50 });
    const recovering = await newClient({ windowMs, minOutcomes: 2, failurePercent: 60 });

    await play(failing, [
      ...once(RESET, 100),
      ...once(RESET, 200),
      ...once(RESET, 100 + windowMs), // two are left
      state(100 + windowMs, 'closed'),
      ...once(RESET, 199 + windowMs),
      state(199 + windowMs, 'open'),
    ]);
    await play(recovering, [
      ...times(9, () => once(status(200), 100)),
      ...once(RESET, 99 + windowMs),
      state(99 + windowMs, 'closed'),
      ...once(RESET, 100 + windowMs), // the successes are gone
      state(100 + windowMs, 'open'),
    ]);
  });

  it('takes an answer below 500 for a success', async () => {
    const client = await newClient({ minOutcomes: 4, failurePercent: 50, maxAttempts: 1 });

    await play(client, [
      ...times(3, () => once(status(random.pick([400, 401, 404, 409])), 0)),
      ...times(3, () => once(status(429), 0)),
      ...times(5, () => once(RESET, 0)),
      state(0, 'closed'), // 5 of 11
      ...once(RESET, 0),
      state(0, 'open'),
    ]);
  });

  it('takes timeouts, broken and refused connections for failures, and cancelled calls for nothing', async () => {
    const client = await newClient({ minOutcomes: 3, failurePercent: 100, maxAttempts: 1 });
    const [a, b, c, d] = words(4);

    await play(client, [
      [['begin', a, POST, 0], send(1, 1000)],
      [['begin', b, POST, 0], send(1, 1000)],
      [['begin', c, POST, 0], send(1, 1000)],
      [['cancel', b, 1], null],
      [['cancel', c, 1], null],
      ...once(REFUSED, 2),
      ...once(RESET, 3),
      state(3, 'closed'),
      [['wake', a, 1000, 0.5], fail('timeout')],
      state(1000, 'open'),
      [['begin', d, POST, 1001], CIRCUIT_OPEN],
    ]);
  });

  it('counts every attempt of a call, and tries no more once the circuit is open', async () => {
    const client = await newClient({ minOutcomes: 3, maxAttempts: 5 });
    const [a] = words(1);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, status(503), 0, 0.5], wait(50)],
      [['wake', a, 50, 0.5], send(2, 1050)],
      [['answer', a, 2, RESET, 60, 0.5], wait(160)],
      [['wake', a, 160, 0.5], send(3, 1160)],
      [['answer', a, 3, status(503), 170, 0.5], done(503)],
      state(170, 'open'),
    ]);
  });

  it('does not let a waiting call through', async () => {
    const client = await newClient({ minOutcomes: 3 });
    const [a] = words(1);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, RESET, 0, 0.5], wait(50)],
      ...once(RESET, 10),
      ...once(RESET, 20),
      state(20, 'open'),
      [['wake', a, 50, 0.5], CIRCUIT_OPEN],
      [['wake', a, 60, 0.5], null],
    ]);
  });

  it('gives callers the outcomes of what was under way, and stays open no longer for them', async () => {
    const client = await newClient({ minOutcomes: 2 });
    const [a, b, c] = words(3);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['begin', b, GET, 0], send(1, 1000)],
      [['begin', c, GET, 0], send(1, 1000)],
      ...once(RESET, 10),
      ...once(RESET, 100),
      [['answer', a, 1, status(200), 500, 0.5], done(200)],
      state(501, 'open'),
      [['answer', b, 1, status(503), 600, 0.5], done(503)],
      [['wake', c, 1000, 0.5], fail('timeout')],
      state(5099, 'open'),
      state(5100, 'half-open'),
    ]);
  });

  it('is another one for each upstream', async () => {
    const client = await newClient({ minOutcomes: 2 });
    const [one, other] = words(2);
    const [a, b] = words(2);

    await play(client, [
      ...once(RESET, 0, { upstream: one }),
      ...once(RESET, 0, { upstream: other }),
      [['state', one, 0], 'closed'],
      ...once(RESET, 1, { upstream: one }),
      [['state', one, 1], 'open'],
      [['state', other, 1], 'closed'],
      [['begin', a, request('GET', one), 2], CIRCUIT_OPEN],
      [['begin', b, request('GET', other), 2], send(1, 1002)],
    ]);
  });
});
