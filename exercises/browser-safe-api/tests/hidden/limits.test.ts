import { rawConnection, random, sleep, step, subject, type RawConnection } from '@touchstone/kit';
import {
  aName,
  announce,
  expectName,
  expectStatus,
  hasHead,
  json,
  listStatuses,
  MAX_BODY_BYTES,
  openAccount,
  PATIENCE_MS,
  readHead,
  sendHead,
  toHead,
  type Headers,
} from './accounts.ts';

/** More than twice as long as the slowest service may take. */
const LAST_MOMENT_MS = 18_000;
const DRIP_MS = 400;

const CHUNKED: Headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
const toChunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** A body that is right and has exactly so many bytes, most of them in characters of two bytes each. */
function aBody(bytes: number): string {
  const name = aName();
  const fixed = Buffer.byteLength(json({ name, settings: { note: '' } }));
  const rest = bytes - fixed;
  return json({ name, settings: { note: 'ü'.repeat(Math.floor(rest / 2)) + 'u'.repeat(rest % 2) } });
}

/** Objects in objects, so many levels in all. */
const nest = (levels: number): unknown => (levels === 1 ? {} : { a: nest(levels - 1) });

/** Sends what the program may no longer want to have, and may not even read. */
async function tryToWrite(connection: RawConnection, bytes: string): Promise<void> {
  await connection.write(bytes).catch(() => {});
}

async function begin(headers: Headers, body: string): Promise<RawConnection> {
  const connection = await rawConnection();
  await connection.write(`${toHead('POST', '/accounts', headers)}${body}`);
  return connection;
}

async function expectEnd(what: string, connection: RawConnection, isOver: () => boolean): Promise<void> {
  while (!connection.closed && !isOver()) await sleep(50);
  await step(`${what}: the connection is closed`, () => expect(connection.closed).toBe(true));
  await step(`${what}: statuses of its answers`, () =>
    expect(listStatuses(connection.received).filter((status) => status !== 408)).toEqual([]),
  );
}

describe('Limits', () => {
  it('refuses a body that is announced too large before it comes', async () => {
    for (const bytes of [MAX_BODY_BYTES + 1, 10_485_760]) {
      const what = `POST /accounts with Content-Length: ${bytes}`;
      const { status } = await sendHead(what, 'POST', '/accounts', announce(bytes));
      await step(what, () => expect(status).toBe(413));
    }
  });

  it('refuses a body without a length as soon as it is too large', async () => {
    // Of two bytes each: as characters they would not be too many.
    const letters = 'ü'.repeat(2000);
    const connection = await begin(CHUNKED, toChunk(`{"name":"${letters}`));
    void tryToWrite(connection, toChunk(letters).repeat(4));

    await step('the answer to 20 000 bytes in chunks, of which the last has not come', () =>
      connection.until(hasHead, PATIENCE_MS),
    );

    await step('status after 20 000 bytes in chunks', () =>
      expect(readHead(connection.received).status).toBe(413),
    );
  });

  it('takes a body up to the limit, in one piece or in chunks', async () => {
    const { bearer } = await openAccount();
    for (const bytes of [MAX_BODY_BYTES, MAX_BODY_BYTES - 300]) {
      const answer = await subject.patch('/account', {
        headers: { ...bearer, 'content-type': 'application/json' },
        body: aBody(bytes),
      });
      await expectStatus(`PATCH /account with ${bytes} bytes`, answer, 200);
    }
    const name = aName();
    const body = json({ name });
    const connection = await begin(CHUNKED, `${toChunk(body.slice(0, 5))}${toChunk(body.slice(5))}0\r\n\r\n`);
    await step('the answer to a body in two chunks', () => connection.until(hasHead, PATIENCE_MS));
    await step('status of POST /accounts with a body in two chunks', () =>
      expect(readHead(connection.received).status).toBe(201),
    );
  });

  it('never takes the rest of a refused body for a request', async () => {
    const connection = await begin(announce(20_000), '');
    await step('the answer to a body of 20 000 bytes', () => connection.until(hasHead, PATIENCE_MS));
    const { status, headers } = readHead(connection.received);
    await step('status of POST /accounts with 20 000 bytes', () => expect(status).toBe(413));
    const giveUpAt = performance.now() + PATIENCE_MS;
    const waitUntil = async (isDone: () => boolean) => {
      while (!isDone() && performance.now() < giveUpAt) await sleep(50);
    };
    if (headers.connection?.toLowerCase() === 'close') {
      await waitUntil(() => connection.closed);
      await step('after a 413 with Connection: close, the connection is closed', () =>
        expect(connection.closed).toBe(true),
      );
      return;
    }

    const inside = toHead('GET', '/countries', {});
    const rest = inside + 'x'.repeat(20_000 - inside.length);
    void tryToWrite(connection, rest + toHead('GET', `/${random.word(12)}`, {}));
    await waitUntil(() => connection.closed || listStatuses(connection.received).length > 1);

    const [, ...later] = listStatuses(connection.received);
    await step(
      'statuses after a refused body with GET /countries inside, and a GET of what is not there',
      () => expect(later).toEqual(connection.closed && later.length === 0 ? [] : [404]),
    );
  });

  it('refuses long addresses and crowds of headers', async () => {
    const address = (length: number) =>
      `/countries?q=${random.word(1).repeat(length - '/countries?q='.length)}`;
    const crowd = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${random.word(5)}-${i}`, '1']));

    await expectStatus('GET of 2 048 bytes', await subject.get(address(2048)), 200);
    await expectStatus('GET of 2 049 bytes', await subject.get(address(2049)), 414);
    await expectStatus('GET of 6 000 bytes', await subject.get(address(6000)), 414);
    await expectStatus(
      'GET with 50 headers more',
      await subject.get('/countries', { headers: crowd(50) }),
      200,
    );
    await expectStatus(
      'GET with 70 headers more',
      await subject.get('/countries', { headers: crowd(70) }),
      431,
    );
  });

  it('refuses JSON that is nested too deep', async () => {
    const account = await openAccount();
    const patch = async (body: string) =>
      subject.patch('/account', { headers: { ...account.bearer, 'content-type': 'application/json' }, body });
    const inBrackets = (levels: number) =>
      `{"settings":{"a":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;

    const flat = { settings: { wide: Array.from({ length: 50 }, () => [{}]), text: '[[[[{{{{'.repeat(9) } };
    for (const [what, body, status] of [
      ['20 levels of objects', json({ settings: nest(19) }), 200],
      ['20 levels of lists', inBrackets(20), 200],
      ['4 levels, wide, with brackets in a text', json(flat), 200],
      ['21 levels of objects', json({ settings: nest(20) }), 400],
      ['21 levels of lists', inBrackets(21), 400],
      ['7 000 levels', inBrackets(7000), 400],
    ] as const)
      await expectStatus(`PATCH /account with ${what}`, await patch(body), status);
    await expectName('after all that', account, account.name);
  });

  it('gives up bodies that do not come to their end, and serves others meanwhile', async () => {
    const startedAt = performance.now();
    const isTooLate = () => performance.now() - startedAt > LAST_MOMENT_MS;
    const name = aName();
    const body = json({ name });
    const stalled = [];
    for (let i = 0; i < 4; i += 1) stalled.push(await begin(announce(100), '{"name":'));
    const dripping = await begin(announce(1000), '{"name":"');
    const late = await begin(announce(body.length), body.slice(0, 5));

    await step('GET /countries while six bodies are on their way', async () =>
      expect(await subject.get('/countries', { timeoutMs: PATIENCE_MS })).toHaveStatus(200),
    );
    await tryToWrite(late, body.slice(5));
    await step('the answer to a body that came in two parts', () => late.until(hasHead, PATIENCE_MS));
    await step('status of the body that came in two parts', () =>
      expect(readHead(late.received).status).toBe(201),
    );

    while (!dripping.closed && !isTooLate()) {
      await tryToWrite(dripping, 'n');
      await sleep(DRIP_MS);
    }
    await expectEnd('a body that comes byte by byte', dripping, isTooLate);
    for (const connection of stalled) await expectEnd('a body that stops half-way', connection, isTooLate);
  });
});
