import { load, step } from '@touchstone/kit';
import {
  ALL_DONE,
  FORWARD,
  World,
  aTrip,
  expectEnd,
  expectTrail,
  order,
  send,
  show,
  shown,
  whileLocked,
  type Trip,
} from './world.ts';

const COPIES = 8;

describe('Sent again', () => {
  it('shows the trip to the same order, and answers 409 to another trip under it', async () => {
    const world = new World();
    const [booked, cancelled] = [aTrip(), aTrip()];
    world.plan(cancelled, 'flight', 'do', (attempt) =>
      attempt === 1 ? { instead: { status: 404, json: {} } } : {},
    );
    await order(booked);
    await order(cancelled);
    await expectEnd(booked, 'booked', ALL_DONE);
    await expectEnd(cancelled, 'cancelled', ['flight refused', 'hotel waiting', 'payment waiting']);

    for (const trip of [booked, cancelled]) {
      const before = await shown(trip);
      const { order: id, flight, hotel, amount } = trip;
      const again = await send({ amount, hotel, flight, order: id });
      await step('the same order again', () => {
        expect(again).toHaveStatus(200);
        expect(again.json).toEqual(before);
      });
      const others: Trip[] = [
        { ...trip, amount: amount + 1 },
        { ...trip, hotel: `${hotel}!` },
        { ...trip, flight: `${flight}X` },
      ];
      for (const other of others) {
        const answer = await send(other);
        await step('the same order with another trip', () => {
          expect(answer).toHaveStatus(409);
          expect(answer).toHaveJson({ error: expect.any(String) });
        });
      }
    }

    expect(await show(aTrip())).toHaveStatus(404);
    await expectTrail(world, booked, FORWARD);
    await expectTrail(world, cancelled, ['flight /reservations']);
  });

  it('begins one trip of eight copies of an order at the same moment', async () => {
    const world = new World();
    const trip = aTrip();

    const report = await whileLockedSend(trip);

    expect(report.errors).toEqual([]);
    await step(`statuses of ${COPIES} copies of an order at the same moment`, () =>
      expect(report.values.map(({ status }) => status).sort()).toEqual([
        ...Array.from({ length: COPIES - 1 }, () => 200),
        202,
      ]),
    );
    await expectEnd(trip, 'booked', ALL_DONE);
    await expectTrail(world, trip, FORWARD);
  });
});

const whileLockedSend = (trip: Trip) => whileLocked(COPIES, () => load(COPIES, COPIES, () => send(trip)));
