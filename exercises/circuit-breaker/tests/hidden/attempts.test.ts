import { random } from '@touchstone/kit';
import { GET, POST, RESET, done, fail, newClient, play, send, status, wait, words } from './calls.ts';

describe('One attempt after the other', () => {
  it('sends at once and hands over the answer, whatever its status', async () => {
    const client = await newClient();
    const nowMs = random.integer(1, 100_000);
    const [a, b, c] = words(3);
    const refusal = random.pick([400, 401, 404, 409, 422]);

    await play(client, [
      [['begin', a, GET, nowMs], send(1, nowMs + 1000)],
      [['answer', a, 1, status(200), nowMs + 5, 0.5], done(200)],
      [['begin', b, GET, nowMs + 6], send(1, nowMs + 1006)],
      [['answer', b, 1, status(refusal), nowMs + 7, 0.5], done(refusal)],
      [['begin', c, GET, nowMs + 8], send(1, nowMs + 1008)],
      [['answer', c, 1, status(304), nowMs + 9, 0.5], done(304)],
    ]);
  });

  it('ends an attempt at the very millisecond', async () => {
    const attemptTimeoutMs = random.integer(300, 900);
    const client = await newClient({ attemptTimeoutMs });
    const [a] = words(1);

    await play(client, [
      [['begin', a, POST, 50], send(1, 50 + attemptTimeoutMs)],
      [['wake', a, 49 + attemptTimeoutMs, 0.5], null],
      [['wake', a, 50 + attemptTimeoutMs, 0.5], fail('timeout')],
    ]);
  });

  it('gives no attempt more time than its call has left', async () => {
    const client = await newClient({ callTimeoutMs: 1500 });
    const short = await newClient({ callTimeoutMs: 400 });
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 100], send(1, 1100)],
      [['wake', a, 1100, 0.5], wait(1150)],
      [['wake', a, 1150, 0.5], send(2, 1600)],
      [['wake', a, 1599, 0.5], null],
      [['wake', a, 1600, 0.5], fail('timeout')],
    ]);
    await play(short, [[['begin', b, GET, 100], send(1, 500)]]);
  });

  it('takes no answer of an attempt that is over', async () => {
    const client = await newClient();
    const [a] = words(1);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['wake', a, 1000, 0.5], wait(1050)],
      [['answer', a, 1, status(200), 1020, 0.5], null],
      [['wake', a, 1050, 0.5], send(2, 2050)],
      [['answer', a, 1, status(500), 1100, 0.5], null],
      [['answer', a, 1, status(200), 1101, 0.5], null],
      [['answer', a, 2, status(201), 1200, 0.5], done(201)],
      [['answer', a, 2, status(200), 1300, 0.5], null],
    ]);
  });

  it('takes an answer that comes after its time and before the wake', async () => {
    const client = await newClient({ callTimeoutMs: 1000 });
    const [a] = words(1);
    const lateMs = random.integer(1, 300);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, status(200), 1000 + lateMs, 0.5], done(200)],
    ]);
  });

  it('lets timers come early and twice', async () => {
    const client = await newClient();
    const [a] = words(1);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['answer', a, 1, RESET, 100, 0.9], wait(190)],
      [['wake', a, 189, 0.5], null],
      [['wake', a, 190, 0.5], send(2, 1190)],
      [['wake', a, 190, 0.5], null],
      // The timer of the first attempt.
      [['wake', a, 1000, 0.5], null],
      [['wake', a, 1190, 0.5], wait(1290)],
      [['wake', a, 1190, 0.5], null],
      [['wake', a, 1290, 0.5], send(3, 2290)],
      [['wake', a, 2290, 0.5], fail('timeout')],
      [['wake', a, 2290, 0.5], null],
    ]);
  });

  it('goes by the time that it is when a timer comes late', async () => {
    const client = await newClient({ callTimeoutMs: 3000 });
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['begin', b, GET, 0], send(1, 1000)],
      [['wake', a, 1300, 0.5], wait(1350)],
      [['wake', a, 1400, 0.5], send(2, 2400)],
      [['wake', a, 2400, 0.5], wait(2500)],
      // Nothing is sent once the call is over.
      [['wake', a, 3000, 0.5], fail('timeout')],
      [['wake', b, 3000, 0], fail('timeout')],
    ]);
  });

  it('forgets a call that was cancelled', async () => {
    const client = await newClient();
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['begin', b, GET, 1], send(1, 1001)],
      [['answer', b, 1, RESET, 2, 0.5], wait(52)],
      [['cancel', a, 3], null],
      [['cancel', b, 4], null],
      [['answer', a, 1, status(200), 5, 0.5], null],
      [['wake', b, 52, 0.5], null],
      [['wake', a, 1000, 0.5], null],
      [['cancel', a, 1001], null],
      // The name may be used again.
      [['begin', a, POST, 2000], send(1, 3000)],
      [['answer', a, 1, status(200), 2001, 0.5], done(200)],
      [['begin', a, POST, 2002], send(1, 3002)],
    ]);
  });

  it('keeps calls apart', async () => {
    const client = await newClient();
    const [a, b] = words(2);

    await play(client, [
      [['begin', a, GET, 0], send(1, 1000)],
      [['begin', b, POST, 500], send(1, 1500)],
      [['wake', b, 1000, 0.5], null],
      [['wake', a, 1000, 0.5], wait(1050)],
      [['answer', b, 1, status(200), 1020, 0.5], done(200)],
      [['wake', a, 1050, 0.5], send(2, 2050)],
      [['answer', b, 2, status(200), 1100, 0.5], null],
      [['answer', a, 2, status(204), 1200, 0.5], done(204)],
    ]);
  });
});
