import { random } from '@touchstone/kit';
import {
  GET,
  POST,
  REFUSED,
  RESET,
  done,
  fail,
  newClient,
  play,
  request,
  send,
  status,
  wait,
  words,
  type Line,
} from './calls.ts';

const serverError = () => status(random.pick([500, 502, 503, 504]));

describe('Retries', () => {
  it('repeats what can be repeated', async () => {
    const client = await newClient();

    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
      const [a, b] = words(2);
      await play(client, [
        [['begin', a, request(method), 0], send(1, 1000)],
        [['answer', a, 1, serverError(), 0, 0.5], wait(50)],
        [['begin', b, request(method), 0], send(1, 1000)],
        [['answer', b, 1, RESET, 0, 0.5], wait(50)],
      ]);
    }
  });

  it('never sends again what might happen twice', async () => {
    const client = await newClient();

    for (const method of ['POST', 'PATCH']) {
      const [a, b, c] = words(3);
      const error = serverError();
      await play(client, [
        [['begin', a, request(method), 0], send(1, 1000)],
        [['answer', a, 1, error, 0, 0.5], done(error.status)],
        [['begin', b, request(method), 0], send(1, 1000)],
        [['answer', b, 1, RESET, 0, 0.5], fail('reset')],
        [['begin', c, request(method, 'tax', ''), 0], send(1, 1000)],
        [['answer', c, 1, RESET, 0, 0.5], fail('reset')],
      ]);
    }
  });

  it('repeats a POST with an idempotency key', async () => {
    const client = await newClient();
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, request('POST', 'tax', random.uuid()), 0], send(1, 1000)],
      [['answer', a, 1, serverError(), 10, 0.5], wait(60)],
      [['wake', a, 60, 0.5], send(2, 1060)],
      [['wake', a, 1060, 0.5], wait(1160)],
      [['begin', b, request('PATCH', 'tax', random.word()), 2000], send(1, 3000)],
      [['answer', b, 1, RESET, 2000, 0.5], wait(2050)],
    ]);
  });

  it('repeats anything that was turned away before it was done', async () => {
    const client = await newClient();
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, POST, 0], send(1, 1000)],
      [['answer', a, 1, REFUSED, 0, 0.5], wait(50)],
      [['wake', a, 50, 0.5], send(2, 1050)],
      [['answer', a, 2, RESET, 60, 0.5], fail('reset')],
      [['begin', b, request('PATCH'), 100], send(1, 1100)],
      [['answer', b, 1, status(429), 100, 0.5], wait(150)],
    ]);
  });

  it('makes no more attempts than it may, and hands over how the last one ended', async () => {
    const [a, b] = words(2);

    await play(await newClient({ maxAttempts: 3 }), [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, status(503), 0, 0], wait(0)],
      [['wake', a, 0, 0.5], send(2, 1000)],
      [['answer', a, 2, RESET, 0, 0], wait(0)],
      [['wake', a, 0, 0.5], send(3, 1000)],
      [['answer', a, 3, status(502), 0, 0], done(502)],
    ]);
    await play(await newClient({ maxAttempts: 1 }), [
      [['begin', b, GET, 0], send(1, 1000)],
      [['answer', b, 1, REFUSED, 0, 0], fail('refused')],
    ]);
  });

  it('doubles the longest delay with each attempt, up to the limit, and takes a random part of it', async () => {
    const baseDelayMs = random.integer(100, 200);
    const maxDelayMs = baseDelayMs * 4 + random.integer(1, 99);
    const client = await newClient({ maxAttempts: 6, baseDelayMs, maxDelayMs, callTimeoutMs: 100_000 });
    const [a] = words(1);

    const script: Line[] = [[['begin', a, GET, 0], send(1, 1000)]];
    let nowMs = 0;
    for (let attempt = 1; attempt < 6; attempt += 1) {
      const part = random.number();
      const untilMs = nowMs + Math.floor(part * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
      script.push([['answer', a, attempt, RESET, nowMs, part], wait(untilMs)]);
      script.push([['wake', a, untilMs, 0.5], send(attempt + 1, untilMs + 1000)]);
      nowMs = untilMs;
    }
    await play(client, script);
  });

  it('keeps the limit of the delay through a long row of attempts', async () => {
    const client = await newClient({
      maxAttempts: 40,
      baseDelayMs: 1000,
      maxDelayMs: 3000,
      callTimeoutMs: 1e9,
    });
    const [a] = words(1);

    const script: Line[] = [[['begin', a, GET, 0], send(1, 1000)]];
    let nowMs = 0;
    for (let attempt = 1; attempt < 40; attempt += 1) {
      const untilMs = nowMs + (attempt === 1 ? 500 : attempt === 2 ? 1000 : 1500);
      script.push([['answer', a, attempt, REFUSED, nowMs, 0.5], wait(untilMs)]);
      script.push([['wake', a, untilMs, 0.5], send(attempt + 1, untilMs + 1000)]);
      nowMs = untilMs;
    }
    await play(client, script);
  });

  it('waits as long as the other side asks for', async () => {
    const client = await newClient({ baseDelayMs: 400 });
    const retryAfterMs = random.integer(3000, 4000);
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, status(503, retryAfterMs), 10, 0.5], wait(10 + retryAfterMs)],
      [['begin', b, POST, 20], send(1, 1020)],
      [['answer', b, 1, status(429, 150), 30, 0.5], wait(230)],
      [['wake', b, 230, 0.5], send(2, 1230)],
      [['answer', b, 2, status(429, 401), 300, 0.5], wait(701)],
      // Nobody asked for a repetition of what went well.
      [['wake', b, 701, 0.5], send(3, 1701)],
      [['answer', b, 3, status(200, 5000), 800, 0.5], done(200)],
    ]);
  });

  it('does not wait for an attempt that would be sent at the end of the call or later', async () => {
    const client = await newClient({ callTimeoutMs: 3000 });
    const [a, b, c] = words(3);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, status(503, 2900), 100, 0.5], done(503)],
      [['begin', b, GET, 200], send(1, 1200)],
      [['answer', b, 1, status(503, 2899), 300, 0.5], wait(3199)],
      [['wake', b, 3199, 0.5], send(2, 3200)],
      [['answer', b, 2, RESET, 3199, 0.01], fail('reset')],
      [['begin', c, GET, 4000], send(1, 5000)],
      [['answer', c, 1, status(429, 60_000), 4500, 0.5], done(429)],
    ]);
  });
});
