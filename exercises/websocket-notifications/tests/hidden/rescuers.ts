import { eventually, random, rawConnection, services, sleep, step, subjects } from '@touchstone/kit';
import type { SubjectInstance, WebSocketConnection, WebSocketMessage } from '@touchstone/kit';

export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];
export const both = [first, second] as const;

/** Long enough for a slow machine; nothing is late that comes before it. */
export const PATIENCE_MS = 4000;

export interface Frame {
  readonly type?: unknown;
  readonly room?: unknown;
  readonly id?: unknown;
  readonly text?: unknown;
  readonly user?: unknown;
  readonly users?: unknown;
  readonly online?: unknown;
  readonly gap?: unknown;
}

export interface Published {
  readonly id: string;
  readonly text: string;
}

export const aRoom = (): string => `${random.word()}-${random.integer(1000, 999_999)}`;
export const aText = (): string => `${random.sentence(4)} ${random.integer(100_000, 999_999)}`;
/** As long as a GPS track. */
export const aTrack = (): string => `${random.word(12)} ${'47.4211,10.9863;'.repeat(8750)}`;

export const connect = (instance: SubjectInstance, user: string): Promise<WebSocketConnection> =>
  instance.webSocket(`/live?user=${user}`);

const parsed = new WeakMap<WebSocketMessage, Frame>();

/** Everything that came, as objects. */
export function framesOf(socket: WebSocketConnection): Frame[] {
  return socket.messages.map((message) => {
    const frame = parsed.get(message) ?? ((message.json ?? {}) as Frame);
    parsed.set(message, frame);
    return frame;
  });
}

const messagesIn = (socket: WebSocketConnection, room: string): Frame[] =>
  framesOf(socket).filter((frame) => frame.type === 'message' && frame.room === room);

export const textsIn = (socket: WebSocketConnection, room: string): unknown[] =>
  messagesIn(socket, room).map(({ text }) => text);
export const idsIn = (socket: WebSocketConnection, room: string): unknown[] =>
  messagesIn(socket, room).map(({ id }) => id);

/** Who came (+) and went (-), as the socket was told. */
export const presenceIn = (socket: WebSocketConnection, room: string): string[] =>
  framesOf(socket)
    .filter((frame) => frame.type === 'presence' && frame.room === room)
    .map(({ user, online }) => `${online === true ? '+' : '-'}${String(user)}`);

async function answerOf(socket: WebSocketConnection, type: string, room: string): Promise<Frame> {
  const isAnswer = (frame: Frame) => (frame.type === type && frame.room === room) || frame.type === 'error';
  const answer = await socket.until((message) => isAnswer(message.json as Frame), PATIENCE_MS);
  expect(answer.json).toMatchObject({ type, room });
  return answer.json as Frame;
}

export const sendJoin = (socket: WebSocketConnection, room: string, after?: string): Promise<void> =>
  socket.sendJson({ type: 'join', room, ...(after === undefined ? {} : { after }) });

export const joined = (socket: WebSocketConnection, room: string): Promise<Frame> =>
  step('the answer to join', () => answerOf(socket, 'joined', room));
export const left = (socket: WebSocketConnection, room: string): Promise<Frame> =>
  step('the answer to leave', () => answerOf(socket, 'left', room));

export async function join(socket: WebSocketConnection, room: string, after?: string): Promise<Frame> {
  await sendJoin(socket, room, after);
  return joined(socket, room);
}

export async function leave(socket: WebSocketConnection, room: string): Promise<void> {
  await socket.sendJson({ type: 'leave', room });
  await left(socket, room);
}

/** A new connection that is in the room. */
export async function enter(
  instance: SubjectInstance,
  room: string,
  user: string,
  after?: string,
): Promise<WebSocketConnection> {
  const socket = await connect(instance, user);
  await join(socket, room, after);
  return socket;
}

export async function publish(instance: SubjectInstance, room: string, text = aText()): Promise<Published> {
  const answer = await instance.post(`/rooms/${room}/messages`, { json: { text } });
  expect(answer).toHaveStatus(201);
  const { id } = answer.json as { id?: unknown };
  await step('the id in the answer to a published message', () => expect(id).toEqual(expect.any(String)));
  return { id: id as string, text };
}

/** Publishes one message behind all others and waits until it came: what is not there by then is lost, what is there twice is there twice. */
export async function publishLast(room: string, sockets: readonly WebSocketConnection[]): Promise<Published> {
  const last = await publish(first, room);
  await Promise.all(sockets.map((socket) => untilText(socket, room, last.text)));
  return last;
}

export async function untilText(
  socket: WebSocketConnection,
  room: string,
  text: string,
  deadlineMs = PATIENCE_MS,
): Promise<void> {
  const hasCome = () => {
    if (socket.closed === null && !textsIn(socket, room).includes(text)) throw new Error('not yet');
  };
  // What came is shown by the comparison that follows.
  await eventually(hasCome, deadlineMs).catch(() => undefined);
}

export async function usersIn(instance: SubjectInstance, room: string): Promise<unknown[]> {
  const answer = await instance.get(`/rooms/${room}/users`);
  expect(answer).toHaveStatus(200);
  return sorted((answer.json as { users?: unknown }).users);
}

export const sorted = (users: unknown): unknown[] => (Array.isArray(users) ? [...users].sort() : [users]);

/** Somebody comes to the room, and the socket is told so: whatever happened before it was told before. */
export async function untilOneMoreCame(
  socket: WebSocketConnection,
  room: string,
  user = `zoe-${random.word()}`,
): Promise<string> {
  await enter(first, room, user);
  await eventually(() => {
    if (!presenceIn(socket, room).includes(`+${user}`)) throw new Error('not yet');
  }, PATIENCE_MS).catch(() => undefined);
  return `+${user}`;
}

/** Redis is busy with something else until the work is done, and a little longer: what the program asks meanwhile is answered in one go. */
export async function whileRedisIsBusy(work: () => Promise<void>): Promise<void> {
  const busy = services.redis.command(
    'EVAL',
    'local till = os.clock() + ARGV[1] while os.clock() < till do end',
    0,
    '0.15',
  );
  await sleep(15);
  await Promise.all([busy, work()]);
}

export const aMoment = (): Promise<void> => sleep(25);

/** A text frame as clients send it: masked, with a mask that changes nothing. */
function toFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > 125) throw new Error('too long for a short frame');
  return Buffer.concat([Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);
}

/** A connection that is in a room and ends without goodbye. @returns what ends it */
export async function enterToBeCut(
  instance: SubjectInstance,
  room: string,
  user: string,
): Promise<() => Promise<void>> {
  const connection = await rawConnection({ instance: instance.index });
  const fields = [
    `GET /live?user=${user} HTTP/1.1`,
    'host: localhost',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${Buffer.from(random.bytes(16)).toString('base64')}`,
  ];
  await connection.write(`${fields.join('\r\n')}\r\n\r\n`);
  await connection.until((received) => received.includes('\r\n\r\n'), PATIENCE_MS);
  await connection.write(toFrame(JSON.stringify({ type: 'join', room })));
  await step('the answer to join', () =>
    connection.until((received) => received.includes('"joined"'), PATIENCE_MS),
  );
  return () => connection.end();
}
