import assert from 'node:assert/strict';
import { days, nightsBetween, price } from './calendar.ts';
import { it } from './registry.ts';

it('gives back what was booked', async ({ send, wish }) => {
  const { json, headers } = await send('POST', '/bookings', wish(days(0), days(3)), 201);
  assert.equal(headers.get('location'), `/bookings/${json.id}`);
  const read = await send('GET', `/bookings/${json.id}`, undefined, 200);
  assert.deepEqual(read.json, json);
  const { guest, people, status } = read.json;
  assert.deepEqual([guest, people, status], ['Ines Moser', 2, 'booked']);
});

for (const people of [0, 2.5, '2', null]) {
  it(`refuses ${JSON.stringify(people)} people`, ({ send, wish }) =>
    send('POST', '/bookings', wish(days(0), days(1), people), 400));
}

it('counts the beds', async ({ send, wish, book }) => {
  await send('POST', '/bookings', wish(days(0), days(1), 5), 422);
  await book(days(0), days(1), 4);
});

for (const [from, to] of [
  [days(0), days(0)],
  [days(0), days(15)],
  ['2027-04-30', '2027-04-31'],
  ['2027-02-29', '2027-03-03'],
] as const) {
  it(`refuses ${from} to ${to}`, ({ send, wish }) => send('POST', '/bookings', wish(from, to), 400));
}

// From the 25th, so that the long ones go over the end of a month that has 31 days.
for (const length of [1, 6, 7, 8, 14]) {
  it(`computes ${length} nights`, async ({ book }) => {
    const { nights, price: told } = await book(days(24), days(24 + length));
    assert.deepEqual([nights, told], [length, price(2, length)]);
  });
}

for (const [from, to] of [
  ['2028-02-28', '2028-03-02'],
  ['2027-12-31', '2028-01-02'],
] as const) {
  it(`counts the nights from ${from} to ${to}`, async ({ book }) => {
    assert.equal((await book(from, to)).nights, nightsBetween(from, to));
  });
}

/** Where a stay lies when another one has the nights from day 10 to day 14, and whether both can be. */
const LIES: [from: number, to: number, free: boolean][] = [
  [6, 10, true],
  [6, 11, false],
  [9, 15, false],
  [10, 14, false],
  [11, 13, false],
  [13, 17, false],
  [14, 17, true],
];

for (const [from, to, free] of LIES) {
  it(`a second stay, from day ${from} to day ${to}`, async ({ book, list, send, wish }) => {
    await book(days(10), days(14));
    await send('POST', '/bookings', wish(days(from), days(to)), free ? 201 : 409);
    assert.equal((await list()).length, free ? 2 : 1);
  });
}

it('lists begin with the first stay', async ({ book, list }) => {
  for (const day of [12, 2, 7]) await book(days(day), days(day + 1));
  const found = (await list()).map(({ from }) => from);
  assert.deepEqual(found, [days(2), days(7), days(12)]);
});

it('lists exist for rooms', ({ send }) => send('GET', '/rooms/nowhere/bookings', undefined, 404));
