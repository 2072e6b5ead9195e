import { step, subject } from '@touchstone/kit';
import {
  ALL_DONE,
  FORWARD,
  World,
  aTrip,
  expectEnd,
  expectStanding,
  expectTrail,
  order,
  untilAsked,
} from './world.ts';

const crash = async (): Promise<void> => {
  await subject.kill();
  await subject.restart();
};

describe('Crash', () => {
  it('goes on booking after kill -9, with the same keys', async () => {
    const world = new World();
    const [early, late, over] = [aTrip(), aTrip(), aTrip()];
    let isCrashed = false;
    world.plan(early, 'flight', 'do', () => (isCrashed ? {} : { instead: { stall: true } }));
    world.plan(late, 'payment', 'do', () => (isCrashed ? {} : { lost: 'stall' }));
    await order(over);
    await expectEnd(over, 'booked', ALL_DONE);
    await order(early);
    await order(late);
    await untilAsked(world, early, 'flight', 'do');
    await untilAsked(world, late, 'payment', 'do');

    isCrashed = true;
    await crash();

    for (const [trip, when] of [
      [early, 'of an order whose flight was being reserved when kill -9 came'],
      [late, 'of an order that was being paid when kill -9 came'],
    ] as const) {
      await expectEnd(trip, 'booked', ALL_DONE, when);
      await expectTrail(world, trip, FORWARD);
      await expectStanding(world, trip, ['flight', 'hotel', 'payment']);
    }
    await step('requests for a flight that was reserved before kill -9', () =>
      expect(world.calls(late, 'flight', 'do').length).toBe(1),
    );
    await expectEnd(over, 'booked', ALL_DONE, 'of an order that was booked before kill -9');
    await step('requests for a trip that was booked before kill -9', () =>
      expect(world.callsOf(over).length).toBe(FORWARD.length),
    );
  });

  it('goes on undoing after kill -9, and not forward again', async () => {
    const world = new World();
    const [early, late] = [aTrip(), aTrip()];
    let isCrashed = false;
    for (const trip of [early, late])
      world.plan(trip, 'payment', 'do', () => (isCrashed ? {} : { instead: { status: 402, json: {} } }));
    world.plan(early, 'hotel', 'undo', () => (isCrashed ? {} : { instead: { stall: true } }));
    world.plan(late, 'flight', 'undo', () => (isCrashed ? {} : { lost: 'stall' }));
    await order(early);
    await order(late);
    await untilAsked(world, early, 'hotel', 'undo');
    await untilAsked(world, late, 'flight', 'undo');

    isCrashed = true;
    await crash();

    for (const [trip, when] of [
      [early, 'of an order whose hotel was being cancelled when kill -9 came'],
      [late, 'of an order whose flight was being cancelled when kill -9 came'],
    ] as const) {
      await expectEnd(trip, 'cancelled', ['flight undone', 'hotel undone', 'payment refused'], when);
      await expectTrail(world, trip, [...FORWARD, 'hotel /cancellations', 'flight /cancellations']);
      await expectStanding(world, trip, []);
    }
    await step('requests to cancel a hotel that was cancelled before kill -9', () =>
      expect(world.calls(late, 'hotel', 'undo').length).toBe(1),
    );
    await step('attempts to take a payment that was refused before kill -9', () =>
      expect(world.calls(late, 'payment', 'do').length).toBe(1),
    );
  });
});
