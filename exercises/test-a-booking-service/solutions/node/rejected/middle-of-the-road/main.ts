import assert from 'node:assert/strict';

let base = '';

async function send(method: string, path: string, json?: unknown) {
  const body = json === undefined ? null : JSON.stringify(json);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(base + path, { method, headers, body, signal: AbortSignal.timeout(5000) });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

const room = async (): Promise<string> => (await send('POST', '/rooms', { name: 'Larch', beds: 4 })).json.id;

const wish = (roomId: string, from: string, to: string, people: unknown = 1) => ({
  roomId,
  guest: 'Ada',
  people,
  from: `2027-${from}`,
  to: `2027-${to}`,
});

async function book(status: number, ...values: Parameters<typeof wish>) {
  const answer = await send('POST', '/bookings', wish(...values));
  assert.equal(answer.status, status, values.join(' '));
  return answer.json;
}

async function change(status: number, id: string, fields: object) {
  const answer = await send('PATCH', `/bookings/${id}`, fields);
  assert.equal(answer.status, status);
  return answer.json;
}

const read = async (id: string) => (await send('GET', `/bookings/${id}`)).json;
const list = async (id: string) => (await send('GET', `/rooms/${id}/bookings`)).json.bookings;

const tests: Record<string, () => Promise<void>> = {
  async input() {
    const id = await room();
    for (const people of [0, 1.5, '2']) await book(400, id, '07-01', '07-02', people);
  },
  async dates() {
    const id = await room();
    for (const [from, to] of [
      ['07-01', '07-01'],
      ['07-01', '07-25'],
      ['02-27', '02-30'],
    ] as const)
      await book(400, id, from, to);
    await book(201, id, '07-01', '07-04');
  },
  async beds() {
    const id = await room();
    await book(422, id, '07-01', '07-02', 9);
    await book(201, id, '07-01', '07-02', 2);
  },
  async nights() {
    const id = await room();
    await book(201, id, '07-10', '07-14');
    for (const [from, to] of [
      ['07-11', '07-13'],
      ['07-08', '07-11'],
      ['07-13', '07-16'],
      ['07-09', '07-15'],
    ] as const)
      await book(409, id, from, to);
    assert.equal((await list(id)).length, 1);
    await book(201, id, '07-17', '07-18');
  },
  async prices() {
    for (const [from, to, price] of [
      ['07-01', '07-03', 12_000],
      ['07-01', '07-11', 54_000],
      ['07-30', '08-02', 18_000],
    ] as const)
      assert.equal((await book(201, await room(), from, to, 2)).price, price);
  },
  async moves() {
    const id = await room();
    const { id: own } = await book(201, id, '07-10', '07-12');
    await change(200, own, { from: '2027-07-11', to: '2027-07-13' });
    await change(422, own, { people: 5 });
    assert.equal((await change(200, own, { people: 2, to: '2027-07-14' })).price, 18_000);
    await book(201, id, '07-20', '07-22');
    await change(409, own, { to: '2027-07-21' });
    assert.equal((await read(own)).to, '2027-07-14');
  },
  async cancelling() {
    const id = await room();
    const { id: own } = await book(201, id, '07-10', '07-12');
    for (let time = 1; time <= 2; time += 1)
      assert.equal((await send('DELETE', `/bookings/${own}`)).status, 204);
    await change(409, own, { people: 2 });
    await book(201, id, '07-10', '07-12');
  },
  async lists() {
    const id = await room();
    await book(201, id, '07-20', '07-21');
    await book(201, id, '07-10', '07-11');
    const found = await list(id);
    assert.deepEqual([found[0].from, found[1].from], ['2027-07-10', '2027-07-20']);
    assert.equal((await send('GET', '/rooms/nowhere/bookings')).status, 404);
  },
};

export async function runTests(baseUrl: string) {
  base = baseUrl;
  const passed: string[] = [];
  const failed: { name: string; message: string }[] = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      passed.push(name);
    } catch (error) {
      failed.push({ name, message: String(error) });
      break; // One is enough to turn the service away.
    }
  }
  return { passed, failed };
}
