import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '@touchstone/kit';
import {
  ALL_DONE,
  FORWARD,
  Gate,
  World,
  aTrip,
  expectEnd,
  expectTrail,
  order,
  shown,
  statuses,
  untilAsked,
} from './world.ts';

describe('Booking', () => {
  it('reserves the flight, then the hotel, and takes the payment last', async () => {
    const world = new World();
    const trip = aTrip();
    world.plan(trip, 'flight', 'do', () => ({ before: sleep(300) }));
    world.plan(trip, 'hotel', 'do', () => ({ before: sleep(150) }));

    await order(trip);
    const booked = await expectEnd(trip, 'booked', ALL_DONE);

    await expectTrail(world, trip, FORWARD);
    await step('what the services have done, in the order in which they did it', () =>
      expect(world.done(trip).map(({ service }) => service)).toEqual(['flight', 'hotel', 'payment']),
    );
    await step('the id of each step', () =>
      expect(booked.steps.map(({ id }) => id)).toEqual(world.done(trip).map(({ id }) => id)),
    );
    await step('the bodies of the three requests', () =>
      expect(world.callsOf(trip).map(({ body }) => body)).toEqual([
        { order: trip.order, flight: trip.flight },
        { order: trip.order, hotel: trip.hotel },
        { order: trip.order, amount: trip.amount },
      ]),
    );
  });

  it('answers 202 at once, and shows each step while the trip is under way', async () => {
    const world = new World();
    const trip = aTrip();
    const [flight, hotel] = [new Gate(), new Gate()];
    world.plan(trip, 'flight', 'do', () => ({ before: flight.opened }));
    world.plan(trip, 'hotel', 'do', () => ({ before: hotel.opened }));

    const answer = await order(trip);
    flight.open();
    await untilAsked(world, trip, 'hotel', 'do');
    const meanwhile = await shown(trip);
    const asked = world.trail(trip);
    hotel.open();

    expect(answer).toHaveJson({ order: trip.order, status: 'booking', steps: expect.any(Array) });
    await step('while the hotel has not answered: status of the trip', () =>
      expect(meanwhile.status).toBe('booking'),
    );
    await step('while the hotel has not answered: status of each step', () =>
      expect(statuses(meanwhile)).toEqual(['flight done', 'hotel asking', 'payment waiting']),
    );
    await step('while the hotel has not answered: the id of each step', () =>
      expect(meanwhile.steps.map(({ id }) => id)).toEqual([world.done(trip)[0]?.id, null, null]),
    );
    await step('while the hotel has not answered: what the services were asked', () =>
      expect(asked).toEqual(FORWARD.slice(0, 2)),
    );
    await expectEnd(trip, 'booked', ALL_DONE);
  });

  it('books other trips while one cannot be undone', async () => {
    const world = new World();
    const [stuck, other] = [aTrip(), aTrip()];
    let isStuck = true;
    world.plan(stuck, 'hotel', 'do', () => ({ instead: { status: 410, json: {} } }));
    world.plan(stuck, 'flight', 'undo', () => (isStuck ? { instead: { status: 503, json: {} } } : {}));

    await order(stuck);
    await untilAsked(world, stuck, 'flight', 'undo');
    await order(other);
    await expectEnd(other, 'booked', ALL_DONE, 'of an order beside one whose flight cannot be cancelled');
    isStuck = false;
    await expectEnd(stuck, 'cancelled', ['flight undone', 'hotel refused', 'payment waiting']);
  });
});
