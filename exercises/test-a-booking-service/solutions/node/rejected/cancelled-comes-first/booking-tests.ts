import assert from 'node:assert/strict';
import { assertHas } from './client.ts';
import type { Tests } from './main.ts';

export const bookingTests: Tests = {
  'opens a room, and refuses one that is none': async ({ send }) => {
    for (const beds of [1, 12]) {
      const { status, json } = await send('POST', '/rooms', { name: 'n'.repeat(60), beds });
      assert.equal(status, 201);
      assert.equal(typeof json.id, 'string');
      assertHas(json, { name: 'n'.repeat(60), beds });
    }
    const wrong = [{ beds: 2 }, { name: '', beds: 2 }, { name: 'n'.repeat(61), beds: 2 }, { name: 'n' }];
    for (const json of [...wrong, ...[0, 13, 1.5, '2', null].map((beds) => ({ name: 'n', beds }))]) {
      const { status } = await send('POST', '/rooms', json);
      assert.equal(status, 400, JSON.stringify(json));
    }
  },

  'books a stay and reads it back': async ({ aRoom, book, send }) => {
    const roomId = await aRoom(3);
    const wish = { roomId, people: 2, from: '2027-07-01', to: '2027-07-04' };
    const { status, json, location } = await book(wish);
    const expected = { ...wish, guest: 'Ines Moser', nights: 3, price: 18_000, status: 'booked' };
    assert.equal(status, 201);
    assert.equal(location, `/bookings/${json.id}`);
    assertHas(json, expected);
    const read = await send('GET', location);
    assert.equal(read.status, 200);
    assertHas(read.json, { id: json.id, ...expected });
  },

  'refuses a booking that says something wrong': async ({ aRoom, send, stays }) => {
    const right = { roomId: await aRoom(), guest: 'g', people: 1, from: '2027-07-01', to: '2027-07-02' };
    const wrong: Record<string, unknown>[] = [
      ...[0, -1, 1.5, '2', null].map((people) => ({ people })),
      ...['', 'g'.repeat(61), 7].map((guest) => ({ guest })),
      { roomId: undefined },
    ];
    for (const change of wrong) {
      const { status, json } = await send('POST', '/bookings', { ...right, ...change });
      assert.equal(status, 400, JSON.stringify(change));
      assert.equal(typeof json.error, 'string');
    }
    assert.deepEqual(await stays(right.roomId), []);
  },

  'takes stays of 1 to 14 nights': async ({ aRoom, book }) => {
    const cases: [string, number][] = [
      ['2027-06-30', 400],
      ['2027-07-01', 400],
      ['2027-07-02', 201],
      ['2027-07-15', 201],
      ['2027-07-16', 400],
    ];
    for (const [to, expected] of cases) {
      const { status } = await book({ roomId: await aRoom(), from: '2027-07-01', to });
      assert.equal(status, expected, to);
    }
  },

  'knows the calendar': async ({ aRoom, book }) => {
    const cases: [string, string, number][] = [
      ['2027-02-28', '2027-02-30', 400],
      ['2027-02-29', '2027-03-02', 400],
      ['2028-02-29', '2028-03-02', 201],
      ['2027-13-01', '2027-13-02', 400],
      ['2027-6-1', '2027-06-02', 400],
      ['soon', '2027-06-02', 400],
    ];
    const roomId = await aRoom();
    for (const [from, to, expected] of cases) {
      const { status } = await book({ roomId, from, to });
      assert.equal(status, expected, `${from} to ${to}`);
    }
  },

  'fills a room to its last bed, and no further': async ({ aRoom, book }) => {
    const roomId = await aRoom(3);
    const stay = { roomId, from: '2027-07-01', to: '2027-07-02' };
    assert.equal((await book({ ...stay, people: 4 })).status, 422);
    assert.equal((await book({ ...stay, people: 3 })).status, 201);
  },

  'gives a night away once, however two stays meet': async ({ aRoom, booked, book, stays }) => {
    const roomId = await aRoom();
    await booked(roomId, '2027-07-10', '2027-07-14');
    const meeting = [
      ['10', '14'],
      ['11', '13'],
      ['08', '11'],
      ['13', '16'],
      ['09', '15'],
      ['10', '11'],
    ];
    for (const [from, to] of meeting) {
      const { status } = await book({ roomId, from: `2027-07-${from}`, to: `2027-07-${to}` });
      assert.equal(status, 409, `${from} to ${to}`);
    }
    assert.deepEqual(await stays(roomId), ['2027-07-10 2027-07-14']);
    await booked(roomId, '2027-07-08', '2027-07-10');
    await booked(roomId, '2027-07-14', '2027-07-15');
    await booked(await aRoom(), '2027-07-10', '2027-07-14');
  },

  'computes nights and price': async ({ aRoom, booked }) => {
    const cases: [string, string, number, number][] = [
      ['2027-07-01', '2027-07-02', 1, 3000],
      ['2027-06-01', '2027-06-07', 6, 18_000],
      ['2027-05-01', '2027-05-08', 7, 18_900],
      ['2027-04-01', '2027-04-09', 8, 21_600],
      ['2027-07-30', '2027-08-02', 3, 9000],
      ['2028-02-27', '2028-03-01', 3, 9000],
      ['2027-12-30', '2028-01-02', 3, 9000],
      ['2027-03-26', '2027-03-30', 4, 12_000],
    ];
    const roomId = await aRoom();
    for (const [from, to, nights, price] of cases) {
      assertHas(await booked(roomId, from, to), { nights, price });
    }
    assertHas(await booked(roomId, '2027-10-01', '2027-10-08', 3), { price: 56_700 });
  },

  'knows no room and no booking that is not there': async ({ book, send }) => {
    const stay = { from: '2027-07-01', to: '2027-07-02' };
    assert.equal((await book({ roomId: 'nowhere', ...stay })).status, 404);
    assert.equal((await send('GET', '/rooms/nowhere/bookings')).status, 404);
    assert.equal((await send('GET', '/bookings/nothing')).status, 404);
    assert.equal((await send('PATCH', '/bookings/nothing', { people: 1 })).status, 404);
    assert.equal((await send('DELETE', '/bookings/nothing')).status, 404);
  },
};
