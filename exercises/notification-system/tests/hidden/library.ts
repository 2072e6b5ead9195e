import { eventually, random, services, sleep, step, subjects } from '@touchstone/kit';
import type { HttpResponse, SubjectInstance, WebSocketConnection, WebSocketMessage } from '@touchstone/kit';

const { redis } = services;
export const [first, second] = subjects as readonly [SubjectInstance, SubjectInstance];
export const both = [first, second] as const;

/** Long enough for a slow machine; nothing is late that comes before it. */
export const PATIENCE_MS = 5000;

export interface Frame {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly topic?: unknown;
  readonly text?: unknown;
  readonly read?: unknown;
  readonly ids?: unknown;
  readonly unread?: unknown;
}

export interface Content {
  readonly key: string;
  readonly topic: string;
  readonly text: string;
  readonly users?: readonly string[];
  readonly expiresInSeconds?: number;
}

export interface Published extends Content {
  readonly id: string;
}

export const aUser = (name = 'anna'): string => `${name}-${random.word()}-${random.integer(1000, 999_999)}`;
export const aTopic = (): string => `${random.word()}-${random.integer(1000, 999_999)}`;
export const aText = (): string => `${random.sentence(4)} ${random.integer(100_000, 999_999)}`;

export const aContent = (more: Partial<Content> = {}): Content => ({
  key: random.uuid(),
  topic: random.word(),
  text: aText(),
  ...more,
});

export const post = (content: Content, instance = first): Promise<HttpResponse> =>
  instance.post('/notifications', { json: content, timeoutMs: PATIENCE_MS });

/** Not only that it is some text, but which: it is compared with others later. */
export function idIn(answer: HttpResponse): string {
  expect(answer).toHaveJson({ id: expect.stringMatching(/^[!-~]{1,100}$/) });
  return (answer.json as { id: string }).id;
}

/** How often a caller sends again what was answered with 503, as the statement says: a slow machine may be late. */
const MOST_TIMES_AGAIN = 3;

/** Publishes something new. */
export async function publish(more: Partial<Content>, instance = first): Promise<Published> {
  const content = aContent(more);
  let answer = await post(content, instance);
  let isNew = true;
  for (let times = 1; answer.status === 503 && times <= MOST_TIMES_AGAIN; times += 1) {
    answer = await post(content, instance);
    isNew = answer.status !== 200;
  }
  expect(answer).toHaveStatus(isNew ? 201 : 200);
  return { ...content, id: idIn(answer) };
}

/** Publishes several for one user, one after the other, on both instances in turn. */
export async function publishSeveral(user: string, count: number): Promise<Published[]> {
  const published: Published[] = [];
  for (let index = 0; index < count; index += 1)
    published.push(await publish({ users: [user] }, both[index % 2]));
  return published;
}

export const idsOf = (published: readonly { readonly id?: unknown }[]): unknown[] =>
  published.map(({ id }) => id);
export const textsOf = (published: readonly { readonly text?: unknown }[]): unknown[] =>
  published.map(({ text }) => text);

/** Opens the connection of a device, and waits until it is greeted. */
export async function connect(instance: SubjectInstance, user: string, device = 'phone'): Promise<Device> {
  const socket = await instance.webSocket(`/live?user=${user}&device=${device}`, { timeoutMs: PATIENCE_MS });
  const what = `the first frame for ${device} of ${user.split('-')[0]}`;
  const { unread } = await step(what, async () => {
    const hello = (await socket.next(PATIENCE_MS)).json as Frame;
    expect(hello).toEqual({ type: 'hello', unread: expect.any(Array) });
    return hello;
  });
  return new Device(socket, unread);
}

/** What comes to one connection of a device. */
export class Device {
  readonly socket: WebSocketConnection;
  /** As it was greeted. */
  readonly unread: unknown;
  readonly #parsed = new WeakMap<WebSocketMessage, Frame>();

  constructor(socket: WebSocketConnection, unread: unknown) {
    this.socket = socket;
    this.unread = unread;
  }

  get frames(): Frame[] {
    return this.socket.messages.map((message) => {
      const frame = this.#parsed.get(message) ?? ((message.json ?? {}) as Frame);
      this.#parsed.set(message, frame);
      return frame;
    });
  }

  get notifications(): Frame[] {
    return this.frames.filter(({ type }) => type === 'notification');
  }

  get texts(): unknown[] {
    return textsOf(this.notifications);
  }

  get ids(): unknown[] {
    return idsOf(this.notifications);
  }

  /** The ids of each frame that told what was read. */
  get reads(): unknown[] {
    return this.frames.filter(({ type }) => type === 'read').map(({ ids }) => ids);
  }

  /** Waits until so many have come. What came is shown by the comparison that follows. */
  async untilCount(count: number, deadlineMs = PATIENCE_MS): Promise<void> {
    await this.#until(() => this.notifications.length >= count, deadlineMs);
  }

  async untilText(text: string, deadlineMs = PATIENCE_MS): Promise<void> {
    await this.#until(() => this.texts.includes(text), deadlineMs);
  }

  async #until(hasCome: () => boolean, deadlineMs: number): Promise<void> {
    const check = () => {
      if (this.socket.closed === null && !hasCome()) throw new Error('not yet');
    };
    await eventually(check, deadlineMs).catch(() => undefined);
  }

  sendAck(ids: readonly unknown[]): Promise<void> {
    return this.socket.sendJson({ type: 'ack', ids });
  }

  /** Acknowledges, and waits for the answer. */
  async ack(ids: readonly unknown[]): Promise<void> {
    await this.sendAck(ids);
    await step('the answer to ack', () =>
      eventually(() => {
        const last = this.frames.findLast(({ type }) => type === 'acked');
        expect(last).toEqual({ type: 'acked', ids });
      }, PATIENCE_MS),
    );
  }

  /** Reads, and waits until it is told so itself. */
  async read(ids: readonly unknown[]): Promise<void> {
    await this.socket.sendJson({ type: 'read', ids });
    await step('the frame “read” for the device that read', () =>
      eventually(() => expect(this.reads.at(-1)).toEqual(ids), PATIENCE_MS),
    );
  }

  close(): Promise<unknown> {
    return this.socket.close();
  }
}

/** Publishes one more for a user and waits until it came: what is not there by then is lost, what is there twice is there twice. */
export async function publishLast(
  user: string,
  devices: readonly Device[],
  instance = first,
): Promise<Published> {
  const last = await publish({ users: [user] }, instance);
  await Promise.all(devices.map((device) => device.untilText(last.text)));
  return last;
}

export interface Inbox {
  readonly unread: unknown;
  readonly notifications: readonly Frame[];
}

export async function inboxOf(user: string, instance = first): Promise<Inbox> {
  const answer = await instance.get(`/users/${user}/inbox`, { timeoutMs: PATIENCE_MS });
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ unread: expect.any(Number), notifications: expect.any(Array) });
  return answer.json as Inbox;
}

export async function prefer(user: string, topics: string[], muted: string[], instance = first) {
  const answer = await instance.put(`/users/${user}/preferences`, { json: { topics, muted } });
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ topics: expect.any(Array), muted: expect.any(Array) });
}

export const sorted = (values: unknown): unknown[] => (Array.isArray(values) ? [...values].sort() : [values]);

/** Redis is busy with something else until the work is done, and a little longer: what the program asks meanwhile is answered in one go. */
export async function whileRedisIsBusy(work: () => Promise<void>): Promise<void> {
  const busy = redis.command(
    'EVAL',
    'local till = os.clock() + ARGV[1] while os.clock() < till do end',
    0,
    '0.15',
  );
  await sleep(15);
  await Promise.all([busy, work()]);
}

export const aMoment = (): Promise<void> => sleep(25);

/** Long enough for a slow machine. Ends by itself when the test cannot end it. */
const HELD_AT_MOST_MS = 10_000;

/** From now on Redis lets nobody write: reading goes on, a writing command waits until `letWrite`. */
export const holdWrites = () => redis.command('CLIENT', 'PAUSE', HELD_AT_MOST_MS, 'WRITE');

export const letWrite = () => redis.command('CLIENT', 'UNPAUSE');

/** Until then the last two commands of `letWriteOnce` have to be on their way. */
const SOON_MS = 150;

/**
 * Carries out what waits, one writing command (or script, or transaction) of each connection, and holds the next one, however
 * the machine divides its time: the hold ends by itself soon, and behind those that wait then waits a connection that holds
 * anew. Redis goes through all that waited before it sends any answer.
 */
export async function letWriteOnce(): Promise<void> {
  await Promise.all([
    redis.command('MULTI'),
    letWrite(),
    redis.command('CLIENT', 'PAUSE', SOON_MS, 'WRITE'),
    redis.command('EXEC'),
  ]);
  // To publish counts as writing.
  await Promise.all([redis.command('PUBLISH', 'nobody', ''), holdWrites()]);
}

export async function countWaiting(): Promise<number> {
  const clients = String(await redis.command('INFO', 'clients'));
  return Number(/blocked_clients:(\d+)/.exec(clients)?.[1]);
}

/** Waits until the number of connections that wait to write is as wanted, and goes on if that does not happen. */
export async function untilWaiting(isWanted: (count: number) => boolean, deadlineMs = 1500): Promise<void> {
  const check = async () => {
    if (!isWanted(await countWaiting())) throw new Error('not yet');
  };
  await eventually(check, deadlineMs).catch(() => undefined);
}
