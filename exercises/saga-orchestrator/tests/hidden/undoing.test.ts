import { random, step, type UpstreamAnswer } from '@touchstone/kit';
import {
  FORWARD,
  World,
  aTrip,
  expectEnd,
  expectStanding,
  expectTrail,
  order,
  shown,
  statuses,
  untilAsked,
} from './world.ts';

/**
 * More attempts than anybody who gives up would think of. Pauses of 300 ms between so many are over long before the deadline; pauses
 * that double are not.
 */
const FAILURES = 25;
const FAILURES_DEADLINE_MS = 20_000;
/** Of 100 ms, as timers are not exact. */
const SHORTEST_PAUSE_MS = 80;

const refusal = (): UpstreamAnswer => ({
  status: random.pick([400, 402, 404, 409, 410, 422]),
  json: { reason: random.word() },
});
const trouble = (attempt: number): UpstreamAnswer =>
  [
    { status: 500, json: {} },
    { status: 404, json: {} },
    { status: 200, json: { undone: true }, cut: true },
    { status: 409, json: {} },
    { status: 503, json: {} },
  ][attempt % 5] ?? {};

const BACK = ['hotel /cancellations', 'flight /cancellations'];
const UNDONE = ['flight undone', 'hotel undone', 'payment refused'];

describe('Undoing', () => {
  it('undoes what was done, the last step first, when the payment is refused', async () => {
    const world = new World();
    const trip = aTrip();
    const answer = refusal();
    world.plan(trip, 'payment', 'do', () => ({ instead: answer }));

    await order(trip);
    const last = await expectEnd(
      trip,
      'cancelled',
      UNDONE,
      `after the payment was refused with ${answer.status}`,
    );

    await expectTrail(world, trip, [...FORWARD, ...BACK]);
    await expectStanding(world, trip, []);
    await step(`requests POST /payments, the first of which was answered with ${answer.status}`, () =>
      expect(world.calls(trip, 'payment', 'do').length).toBe(1),
    );
    await step('undo, beside the key of the step', () =>
      expect([
        world.calls(trip, 'hotel', 'undo')[0]?.body,
        world.calls(trip, 'flight', 'undo')[0]?.body,
      ]).toEqual([
        { order: trip.order, undo: world.calls(trip, 'hotel', 'do')[0]?.key },
        { order: trip.order, undo: world.calls(trip, 'flight', 'do')[0]?.key },
      ]),
    );
    await step('the id of each step', () =>
      expect(last.steps.map(({ id }) => id)).toEqual([...world.done(trip).map(({ id }) => id), null]),
    );
  });

  it('undoes nothing when the flight is refused', async () => {
    const world = new World();
    const trip = aTrip();
    const answer = refusal();
    world.plan(trip, 'flight', 'do', () => ({ instead: answer }));

    await order(trip);
    await expectEnd(
      trip,
      'cancelled',
      ['flight refused', 'hotel waiting', 'payment waiting'],
      `after the flight was refused with ${answer.status}`,
    );

    await expectTrail(world, trip, ['flight /reservations']);
    await step(`requests POST /reservations, the first of which was answered with ${answer.status}`, () =>
      expect(world.calls(trip, 'flight', 'do').length).toBe(1),
    );
  });

  it('repeats a cancellation with its key until it succeeds', async () => {
    const world = new World();
    const trip = aTrip();
    let isWell = false;
    world.plan(trip, 'payment', 'do', () => ({ instead: refusal() }));
    world.plan(trip, 'hotel', 'undo', (attempt) => (isWell ? {} : { instead: trouble(attempt) }));

    await order(trip);
    await untilAsked(world, trip, 'hotel', 'undo', { times: FAILURES, deadlineMs: FAILURES_DEADLINE_MS });
    const meanwhile = await shown(trip);
    const asked = world.trail(trip);
    isWell = true;

    await step(`after ${FAILURES} attempts to cancel the hotel: status of the trip`, () =>
      expect(meanwhile.status).toBe('compensating'),
    );
    await step(`after ${FAILURES} attempts to cancel the hotel: status of each step`, () =>
      expect(statuses(meanwhile)).toEqual(['flight done', 'hotel undoing', 'payment refused']),
    );
    await step(
      'before the hotel is cancelled: what the services were asked (with the same key again: once)',
      () => expect(asked).toEqual([...FORWARD, 'hotel /cancellations']),
    );
    await expectEnd(trip, 'cancelled', UNDONE, 'when the hotel has cancelled at last');
    await expectTrail(world, trip, [...FORWARD, ...BACK]);
    await expectStanding(world, trip, []);
    const times = world.calls(trip, 'hotel', 'undo').map(({ atMs }) => atMs);
    const pauses = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    await step(`pauses of less than ${SHORTEST_PAUSE_MS} ms between attempts to cancel the hotel`, () =>
      // A single one may be the fault of a busy grader.
      expect(pauses.filter((pause) => pause < SHORTEST_PAUSE_MS).length).toBeLessThanOrEqual(1),
    );
  });

  it('undoes a step once when the cancellation of another one has to be repeated', async () => {
    const world = new World();
    const trip = aTrip();
    world.plan(trip, 'payment', 'do', () => ({ instead: refusal() }));
    world.plan(trip, 'flight', 'undo', (attempt) => (attempt <= 3 ? { instead: trouble(attempt) } : {}));

    await order(trip);
    await expectEnd(trip, 'cancelled', UNDONE);

    await step('requests to cancel the hotel, the first of which was answered with 200', () =>
      expect(world.calls(trip, 'hotel', 'undo').length).toBe(1),
    );
    await expectTrail(world, trip, [...FORWARD, ...BACK]);
    await expectStanding(world, trip, []);
  });
});
