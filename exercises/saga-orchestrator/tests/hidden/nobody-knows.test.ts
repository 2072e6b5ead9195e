import { step } from '@touchstone/kit';
import { ALL_DONE, FORWARD, World, aTrip, expectEnd, expectStanding, expectTrail, order } from './world.ts';

const ATTEMPTS = 4;

describe('Nobody knows', () => {
  it('asks again with the same key when a service has trouble or its answer gets lost', async () => {
    const world = new World();
    const trip = aTrip();
    world.plan(trip, 'flight', 'do', (attempt) =>
      attempt < ATTEMPTS ? { instead: { status: 500 + attempt, json: {} } } : {},
    );
    world.plan(trip, 'hotel', 'do', (attempt) => (attempt < ATTEMPTS ? { lost: 'cut' } : {}));
    world.plan(trip, 'payment', 'do', (attempt) => (attempt === 1 ? { lost: 'stall' } : {}));

    await order(trip);
    await expectEnd(
      trip,
      'booked',
      ALL_DONE,
      'after 5xx, half an answer and no answer, and each time a good one',
    );

    await expectTrail(world, trip, FORWARD);
    await expectStanding(world, trip, ['flight', 'hotel', 'payment']);
  });

  it('undoes a step, too, of which nothing is known after four attempts', async () => {
    const world = new World();
    const [unpaid, unhoused] = [aTrip(), aTrip()];
    world.plan(unpaid, 'payment', 'do', () => ({ lost: 'cut' }));
    world.plan(unhoused, 'hotel', 'do', () => ({ instead: { status: 503, json: {} } }));

    await order(unpaid);
    await order(unhoused);
    await expectEnd(
      unpaid,
      'cancelled',
      ['flight undone', 'hotel undone', 'payment undone'],
      'when the answers to the payment got lost',
    );
    await expectEnd(
      unhoused,
      'cancelled',
      ['flight undone', 'hotel undone', 'payment waiting'],
      'when the hotel answered with 503',
    );

    await expectTrail(world, unpaid, [
      ...FORWARD,
      'payment /refunds',
      'hotel /cancellations',
      'flight /cancellations',
    ]);
    await expectStanding(world, unpaid, []);
    await expectTrail(world, unhoused, [
      ...FORWARD.slice(0, 2),
      'hotel /cancellations',
      'flight /cancellations',
    ]);
    await step('attempts to take a payment, all of whose answers got lost', () =>
      expect(world.calls(unpaid, 'payment', 'do').length).toBe(ATTEMPTS),
    );
    await step('attempts to reserve a hotel that answers 503', () =>
      expect(world.calls(unhoused, 'hotel', 'do').length).toBe(ATTEMPTS),
    );
  });
});
