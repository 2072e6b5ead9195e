import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiWorld, aSubmission } from './api-world.js';
import { eventually } from './eventually.js';
import { sendRaw } from './raw-http.js';

let world: ApiWorld;
const open: Socket[] = [];
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});
afterAll(() => world.close());

const SUBMIT = '/api/v1/exercises/echo-service/submissions';
const SIZE = 1_500_000;
/** As many headers as Node shows of a request by itself: it would frame the body by later ones and not tell us. */
const HIDING = 'a:\r\n'.repeat(2_000);
const headOf = (bearer: string | null, length = `Content-Length: ${SIZE}`, line = `POST ${SUBMIT}`) =>
  `${line} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n` +
  `${bearer === null ? '' : `Authorization: ${bearer}\r\n`}\r\n`;

/** Begins an upload that never ends; the answer to it, if one comes. */
function begin(bearer: string): { answer: () => string } {
  let text = '';
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname, () =>
    socket.write(`${headOf(bearer)}{"runtime":"${'x'.repeat(9_000)}`),
  );
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  open.push(socket);
  return { answer: () => text };
}

const submitLarge = (bearer: string) =>
  world.http
    .post(SUBMIT)
    .set('authorization', bearer)
    .send(aSubmission({ files: [{ path: 'main.ts', content: 'x'.repeat(200_000) }] }));

/** Writes a body piece by piece, as a client does that reads only when it has sent all; how it ended, and what came. */
function sendAll(
  head: string,
  bytes: number,
): Promise<{ text: string; wrote: number; error: string | null }> {
  const { hostname, port } = new URL(world.url);
  const piece = Buffer.alloc(256 * 1024, 'x');
  return new Promise((resolve) => {
    let text = '';
    let wrote = 0;
    let error: string | null = null;
    const socket = connect(Number(port), hostname, () => socket.write(head, next));
    const next = (): void => {
      if (wrote >= bytes) return void setTimeout(() => socket.destroy(), 500);
      wrote += piece.length;
      socket.write(piece, (failure) => {
        if (!failure) next();
      });
    };
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', ({ message }) => (error = message));
    socket.on('close', () => resolve({ text, wrote, error }));
    open.push(socket);
  });
}

const MIB = 1024 * 1024;

describe('a large body', () => {
  it.each([
    ['from nobody', null, `Content-Length: ${SIZE}`, `POST ${SUBMIT}`],
    ['from nobody, in chunks', null, 'Transfer-Encoding: chunked', `POST ${SUBMIT}`],
    ['with a forged token', 'Bearer tst_forged', `Content-Length: ${SIZE}`, `POST ${SUBMIT}`],
    [
      'whose length comes after thousands of headers',
      null,
      `${HIDING}Content-Length: ${SIZE}`,
      `POST ${SUBMIT}`,
    ],
    [
      'whose chunks come after thousands of headers',
      null,
      `${HIDING}Transfer-Encoding: chunked`,
      `POST ${SUBMIT}`,
    ],
    ['of an exercise', null, `Content-Length: ${SIZE}`, 'POST /api/v1/exercises/echo-service/candidates'],
  ])('%s is refused before it is read (P13, P14)', async (_, bearer, length, line) => {
    const answer = await sendRaw(world.url, headOf(bearer, length, line));

    expect(answer.status).toBe(401);
    expect(answer.body).toContain('"code":"unauthenticated"');
  });

  it.each(['Content-Length: 1500000', 'Transfer-Encoding: chunked'])(
    'to an address that takes none is answered as any other (P14): %s',
    async (length) => {
      const [nothing, login] = [
        await sendRaw(world.url, headOf(null, length, 'POST /nothing')),
        await sendRaw(
          world.url,
          `${headOf(null, length, 'POST /api/v1/auth/login')}1ffff\r\n${'x'.repeat(70_000)}`,
        ),
      ];

      expect([401, 500]).not.toContain(nothing.status);
      expect(login.status).toBe(413);
    },
  );

  it('that is too large is read to its end, so that its sender reads why it was refused', async () => {
    const ada = await world.account();
    const bytes = 20 * MIB;

    const sent = await sendAll(headOf(ada.bearer, `Content-Length: ${bytes}`), bytes);

    expect(sent).toMatchObject({ wrote: bytes, error: null });
    expect(sent.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(sent.text).toContain('"code":"body-too-large"');
  });

  it('without an end is cut off once it was refused (P14)', async () => {
    const ada = await world.account();
    const bytes = 300 * MIB;

    const sent = await sendAll(headOf(ada.bearer, `Content-Length: ${bytes}`), bytes);

    expect(sent.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(sent.wrote).toBeLessThan(bytes);
  });

  it('of one person takes turns beyond ten, while small ones and other people’s are taken (P14, P16)', async () => {
    const [ada, eve] = [await world.account(), await world.account()];
    const uploads = Array.from({ length: 14 }, () => begin(ada.bearer));

    await eventually(async () =>
      expect(uploads.filter(({ answer }) => answer().startsWith('HTTP/1.1 429'))).toHaveLength(4),
    );
    const refused = uploads.map(({ answer }) => answer()).find((text) => text !== '')!;
    const [small, others] = [await world.submit(ada), await submitLarge(eve.bearer)];

    expect(refused).toMatch(/retry-after: \d/i);
    expect(refused).toContain('"code":"too-many-requests"');
    expect(small).toBeDefined();
    expect(others.status).toBe(202);
  });

  it('is taken again when those before it have ended, however they ended (P14)', async () => {
    const ada = await world.account();
    const uploads = Array.from({ length: 12 }, () => begin(ada.bearer));
    await eventually(async () => expect(uploads.filter(({ answer }) => answer() !== '')).toHaveLength(2));

    for (const socket of open.splice(0)) socket.destroy();

    await eventually(async () => expect((await submitLarge(ada.bearer)).status).toBe(202));
  });
});
