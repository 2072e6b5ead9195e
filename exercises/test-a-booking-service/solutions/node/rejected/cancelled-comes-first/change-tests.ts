import assert from 'node:assert/strict';
import { assertHas } from './client.ts';
import type { Tests } from './main.ts';

export const changeTests: Tests = {
  'moves a booking into nights that it has already': async ({ aRoom, booked, send, stays }) => {
    const roomId = await aRoom();
    const { id } = await booked(roomId, '2027-07-10', '2027-07-12', 2);
    const moved = await send('PATCH', `/bookings/${id}`, { from: '2027-07-11', to: '2027-07-18' });
    assert.equal(moved.status, 200);
    const expected = { id, roomId, people: 2, from: '2027-07-11', to: '2027-07-18', nights: 7, price: 37_800 };
    assertHas(moved.json, expected);
    assertHas((await send('GET', `/bookings/${id}`)).json, { ...expected, status: 'booked' });
    await booked(roomId, '2027-07-10', '2027-07-11');
    assert.equal((await stays(roomId)).length, 2);
  },

  'changes the number of people, up to the beds': async ({ aRoom, booked, send }) => {
    const { id } = await booked(await aRoom(3), '2027-07-10', '2027-07-12', 1);
    assert.equal((await send('PATCH', `/bookings/${id}`, { people: 4 })).status, 422);
    assert.equal((await send('PATCH', `/bookings/${id}`, { people: 0 })).status, 400);
    assert.equal((await send('PATCH', `/bookings/${id}`, { people: 3 })).status, 200);
    assertHas((await send('GET', `/bookings/${id}`)).json, { people: 3, price: 18_000 });
  },

  'leaves a booking as it was when a move is refused': async ({ aRoom, booked, send }) => {
    const roomId = await aRoom();
    await booked(roomId, '2027-07-20', '2027-07-25');
    const before = await booked(roomId, '2027-07-10', '2027-07-12');
    const path = `/bookings/${before.id}`;
    assert.equal((await send('PATCH', path, { to: '2027-07-21' })).status, 409);
    assert.equal((await send('PATCH', path, { to: '2027-07-09' })).status, 400);
    assert.deepEqual((await send('GET', path)).json, before);
  },

  'cancels a booking, and again': async ({ aRoom, booked, send, stays }) => {
    const roomId = await aRoom();
    const { id } = await booked(roomId, '2027-07-10', '2027-07-12');
    for (const time of ['first', 'second']) {
      assert.equal((await send('DELETE', `/bookings/${id}`)).status, 204, time);
      const read = await send('GET', `/bookings/${id}`);
      assert.equal(read.status, 200);
      assertHas(read.json, { status: 'cancelled', from: '2027-07-10', nights: 2 });
    }
    assert.deepEqual(await stays(roomId), []);
    assert.equal((await send('PATCH', `/bookings/${id}`, { people: 0 })).status, 409);
    await booked(roomId, '2027-07-10', '2027-07-12');
  },

  'lists the bookings of a room by their first day': async ({ aRoom, booked, stays }) => {
    const roomId = await aRoom();
    await booked(roomId, '2027-07-20', '2027-07-21');
    await booked(roomId, '2027-07-05', '2027-07-06');
    await booked(roomId, '2027-07-12', '2027-07-13');
    await booked(await aRoom(), '2027-07-01', '2027-07-02');
    const expected = ['2027-07-05 2027-07-06', '2027-07-12 2027-07-13', '2027-07-20 2027-07-21'];
    assert.deepEqual(await stays(roomId), expected);
  },
};
