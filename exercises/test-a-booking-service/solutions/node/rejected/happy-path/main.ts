import assert from 'node:assert/strict';

async function call(url: string, method: string, json?: unknown) {
  const body = json === undefined ? null : JSON.stringify(json);
  const response = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

async function aGuestBooksChangesAndCancels(url: string) {
  const room = await call(`${url}/rooms`, 'POST', { name: 'Larch', beds: 4 });
  assert.equal(room.status, 201);
  const wish = { roomId: room.json.id, guest: 'Ada', people: 2, from: '2027-07-01', to: '2027-07-03' };
  const { status, json } = await call(`${url}/bookings`, 'POST', wish);
  assert.equal(status, 201);
  assert.equal(json.price, 12_000);
  assert.equal((await call(`${url}/bookings/${json.id}`, 'GET')).json.guest, 'Ada');
  assert.equal((await call(`${url}/bookings/${json.id}`, 'PATCH', { people: 3 })).json.people, 3);
  assert.equal((await call(`${url}/rooms/${room.json.id}/bookings`, 'GET')).json.bookings.length, 1);
  assert.equal((await call(`${url}/bookings/${json.id}`, 'DELETE')).status, 204);
}

export async function runTests(baseUrl: string) {
  const name = 'a guest books, changes and cancels';
  try {
    await aGuestBooksChangesAndCancels(baseUrl);
    return { passed: [name], failed: [] };
  } catch (error) {
    return { passed: [], failed: [{ name, message: String(error) }] };
  }
}
