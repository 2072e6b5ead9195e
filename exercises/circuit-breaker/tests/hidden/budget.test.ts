import { random, step } from '@touchstone/kit';
import {
  CIRCUIT_OPEN,
  GET,
  RESET,
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
  type Client,
  type Line,
} from './calls.ts';

/** A call that asks for one retry and gets it: its second attempt succeeds. */
function retried(nowMs: number, upstream = 'tax'): Line[] {
  const [id] = words(1);
  return [
    [['begin', id, request('GET', upstream), nowMs], send(1, nowMs + 1000)],
    [['answer', id, 1, RESET, nowMs, 0], wait(nowMs)],
    [['wake', id, nowMs, 0], send(2, nowMs + 1000)],
    [['answer', id, 2, status(200), nowMs, 0], done(200)],
  ];
}

/** A call that would be repeated if the budget held enough. */
function notRetried(nowMs: number, upstream = 'tax'): Line[] {
  const [id] = words(1);
  return [
    [['begin', id, request('GET', upstream), nowMs], send(1, nowMs + 1000)],
    [['answer', id, 1, RESET, nowMs, 0], fail('reset')],
  ];
}

describe('Retry budget', () => {
  it('is full at first and pays for retries until it is empty', async () => {
    const client = await newClient({ budgetMax: 30, retryCost: 10 });

    // 30 → 20; 21 → 11; 12 → 2; 3, which is not enough.
    await play(client, [...times(3, () => retried(0)), ...notRetried(1)]);
  });

  it('earns one token for each call and pays as soon as there are enough', async () => {
    const client = await newClient({ budgetMax: 5, retryCost: 5 });

    await play(client, [
      ...retried(0),
      ...times(4, () => once(status(200), 1)),
      ...retried(2), // The call itself earned the fifth.
      ...times(3, () => once(status(200), 3)),
      ...notRetried(4),
    ]);
  });

  it('never holds more than its most', async () => {
    const client = await newClient({ budgetMax: 12, retryCost: 10 });

    await play(client, [
      ...times(25, () => once(status(200), 0)),
      ...retried(1), // 12 → 2
      ...times(6, () => once(status(200), 2)),
      ...notRetried(3), // 9
    ]);
  });

  it('pays for each attempt after the first, also when the call is cancelled', async () => {
    const client = await newClient({ budgetMax: 20, retryCost: 10 });
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, RESET, 0, 0.5], wait(50)],
      [['cancel', a, 10], null],
      [['begin', b, GET, 20], send(1, 1020)],
      [['answer', b, 1, RESET, 20, 0], wait(20)],
      [['wake', b, 20, 0], send(2, 1020)],
      [['answer', b, 2, RESET, 20, 0], fail('reset')],
    ]);
  });

  it('pays nothing for a retry that is not made', async () => {
    const client = await newClient({ budgetMax: 10, retryCost: 10, callTimeoutMs: 3000, maxAttempts: 2 });
    const [a, b] = words(2);

    await play(client, [
      ...once(RESET, 0), // a POST
      [['begin', a, GET, 1], send(1, 1001)],
      [['answer', a, 1, status(503, 60_000), 1, 0], done(503)],
      ...retried(2),
      ...times(9, () => once(status(200), 3)),
      [['begin', b, GET, 4], send(1, 1004)], // 10 again
      [['answer', b, 1, RESET, 4, 0], wait(4)],
      [['wake', b, 4, 0], send(2, 1004)],
      [['answer', b, 2, RESET, 4, 0], fail('reset')], // The last attempt it may make.
      ...times(9, () => once(status(200), 5)),
      ...retried(6),
    ]);
  });

  it('earns nothing from calls that are not sent', async () => {
    const client = await newClient({ budgetMax: 10, retryCost: 10, minOutcomes: 2, failurePercent: 100 });
    const ids = words(12);

    await play(client, [
      ...retried(0),
      ...once(RESET, 10_000), // 1
      ...once(RESET, 10_000), // 2
      ...ids.map((id): Line => [['begin', id, GET, 10_001], CIRCUIT_OPEN]),
      ...once(status(200), 15_000), // 3, and the circuit is closed again
      ...notRetried(15_001),
    ]);
  });

  it('is another one for each upstream', async () => {
    const client = await newClient({ budgetMax: 10, retryCost: 10 });
    const [one, other] = words(2);

    await play(client, [
      ...retried(0, one),
      ...times(9, () => once(status(200), 1, { upstream: other })),
      ...notRetried(2, one),
      ...retried(3, other),
    ]);
  });

  it('keeps the load small when a service is down', async () => {
    const retryCost = random.integer(7, 9);
    const budgetMax = retryCost * random.integer(5, 8);
    const client = await newClient({ budgetMax, retryCost, maxAttempts: 4 });
    let tokens = budgetMax;
    let expected = 0;
    let sent = 0;
    let nowMs = 0;

    for (const id of words(60)) {
      tokens = Math.min(budgetMax, tokens + 1);
      const retries = Math.min(3, Math.floor(tokens / retryCost));
      tokens -= retries * retryCost;
      expected += 1 + retries;

      let decision = await begin(client, id, nowMs);
      while (decision.action === 'send' || decision.action === 'wait') {
        if (decision.action === 'send') sent += 1;
        else nowMs = decision.untilMs;
        decision = await goOn(client, id, decision, nowMs);
      }
    }

    await step(
      `requests sent by 60 calls to a service that answers 503, budgetMax ${budgetMax}, retryCost ${retryCost}`,
      () => expect(sent).toBe(expected),
    );
  });
});

interface Decision {
  action: string;
  attempt: number;
  untilMs: number;
}

const begin = (client: Client, id: string, nowMs: number) =>
  client.call('begin', id, GET, nowMs) as Promise<Decision>;

/** Answers what was sent with a 503, and wakes what waits. */
const goOn = (client: Client, id: string, decision: Decision, nowMs: number) =>
  (decision.action === 'send'
    ? client.call('answer', id, decision.attempt, status(503), nowMs, 0)
    : client.call('wake', id, nowMs, 0)) as Promise<Decision>;
