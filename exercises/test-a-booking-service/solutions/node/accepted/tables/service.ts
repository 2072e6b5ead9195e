import assert from 'node:assert/strict';
import type { Answer, Room } from './registry.ts';

/** A new room with four beds on the service at `baseUrl`. */
export async function openRoom(baseUrl: string): Promise<Room> {
  async function send(method: string, path: string, json: unknown, status: number): Promise<Answer> {
    const response = await fetch(baseUrl + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: json === undefined ? null : JSON.stringify(json),
      signal: AbortSignal.timeout(5000),
    });
    const text = await response.text();
    assert.equal(response.status, status, `${method} ${path} ${JSON.stringify(json)}`);
    const answer = { headers: response.headers, json: text === '' ? null : JSON.parse(text) };
    if (status >= 400) assert.equal(typeof answer.json.error, 'string');
    return answer;
  }

  const { json: room } = await send('POST', '/rooms', { name: 'Larch', beds: 4 }, 201);
  const wish: Room['wish'] = (from, to, people = 2) => ({
    roomId: room.id,
    guest: 'Ines Moser',
    people,
    from,
    to,
  });
  return {
    send,
    wish,
    book: async (from, to, people) => (await send('POST', '/bookings', wish(from, to, people), 201)).json,
    list: async () => (await send('GET', `/rooms/${room.id}/bookings`, undefined, 200)).json.bookings,
  };
}
