import assert from 'node:assert/strict';
import { days, price } from './calendar.ts';
import { it } from './registry.ts';

/** Where a booking of day 8 to day 10 wants to be when another one has the nights from day 10 to day 14. */
const MOVES: [from: number, to: number, status: number][] = [
  [8, 11, 409],
  [9, 15, 409],
  [14, 16, 200],
  [10, 8, 400],
];

for (const [from, to, status] of MOVES) {
  it(`moves to day ${from} until day ${to}: ${status}`, async ({ book, send }) => {
    await book(days(10), days(14));
    const { id } = await book(days(8), days(10));
    await send('PATCH', `/bookings/${id}`, { from: days(from), to: days(to) }, status);
    const { json } = await send('GET', `/bookings/${id}`, undefined, 200);
    const expected = status === 200 ? [days(from), days(to)] : [days(8), days(10)];
    assert.deepEqual([json.from, json.to], expected);
  });
}

it('a move is not in its own way, and computes again', async ({ book, send }) => {
  const { id } = await book(days(10), days(12));
  const { json } = await send('PATCH', `/bookings/${id}`, { to: days(17) }, 200);
  assert.deepEqual([json.from, json.to, json.nights, json.price], [days(10), days(17), 7, price(2, 7)]);
});

it('a change counts the beds', async ({ book, send }) => {
  const { id } = await book(days(10), days(12));
  await send('PATCH', `/bookings/${id}`, { people: 5 }, 422);
  const { json } = await send('PATCH', `/bookings/${id}`, { people: 4 }, 200);
  assert.deepEqual([json.people, json.price], [4, price(4, 2)]);
});

it('cancelling frees the nights, once and for all', async ({ book, list, send }) => {
  const { id } = await book(days(10), days(12));
  await send('DELETE', `/bookings/${id}`, undefined, 204);
  await send('DELETE', `/bookings/${id}`, undefined, 204);
  assert.equal((await send('GET', `/bookings/${id}`, undefined, 200)).json.status, 'cancelled');
  assert.deepEqual(await list(), []);
  await send('PATCH', `/bookings/${id}`, { people: 1 }, 409);
  await book(days(10), days(12));
});
