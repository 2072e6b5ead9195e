import assert from 'node:assert/strict';

export interface Answer {
  status: number;
  location: string | null;
  json: any;
}

export interface Client {
  send(method: string, path: string, json?: unknown): Promise<Answer>;
  /** A new room, so that no test meets the bookings of another. */
  aRoom(beds?: number): Promise<string>;
  book(wish: { roomId: string; from: string; to: string; people?: number }): Promise<Answer>;
  /** Books what must be possible, and gives the booking. */
  booked(roomId: string, from: string, to: string, people?: number): Promise<any>;
  /** The days of a room that are on its list, in its order. */
  stays(roomId: string): Promise<string[]>;
}

export function aClient(baseUrl: string): Client {
  async function send(method: string, path: string, json?: unknown): Promise<Answer> {
    const response = await fetch(baseUrl + path, {
      method,
      ...(json === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(5000),
    });
    const text = await response.text();
    return {
      status: response.status,
      location: response.headers.get('location'),
      json: text === '' ? null : JSON.parse(text),
    };
  }

  const book: Client['book'] = ({ people = 1, ...wish }) =>
    send('POST', '/bookings', { guest: 'Ines Moser', people, ...wish });

  return {
    send,
    book,
    async aRoom(beds = 4) {
      const { status, json } = await send('POST', '/rooms', { name: 'Larch', beds });
      assert.equal(status, 201);
      return json.id;
    },
    async booked(roomId, from, to, people) {
      const { status, json } = await book({ roomId, from, to, ...(people ? { people } : {}) });
      assert.equal(status, 201, `booking ${from} to ${to}`);
      return json;
    },
    async stays(roomId) {
      const { status, json } = await send('GET', `/rooms/${roomId}/bookings`);
      assert.equal(status, 200);
      return json.bookings.map(({ from, to }: { from: string; to: string }) => `${from} ${to}`);
    },
  };
}

/** The properties that the specification names; a service may have more of them. */
export function assertHas(value: any, expected: Record<string, unknown>): void {
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, value?.[key]]));
  assert.deepEqual(found, expected);
}
