import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Connection } from './connection.ts';
import { JOIN, LEAVE, LOOK, PUBLISH } from './scripts.ts';

const KEPT_MESSAGES = 100;
const SWEEP_MS = 500;

type RoomEvent =
  | { type: 'message'; room: string; id: string; text: string }
  | { type: 'presence'; room: string; user: string; online: boolean };

interface Member {
  connection: Connection;
  /** What is heard while it is not yet answered; null from then on. */
  early: RoomEvent[] | null;
  /** The number of the last message that was kept when it joined: it has these, or does not want them. */
  last: number;
}

const instance = randomUUID();
const redis = new Redis(process.env.REDIS_URL!);
const subscriber = new Redis(process.env.REDIS_URL!);
/** The rooms that somebody here is in, and since when we are told what happens there. */
const rooms = new Map<string, { members: Map<Connection, Member>; subscribed: Promise<unknown> }>();

const channelOf = (room: string) => `room:${room}`;
const presenceOf = (room: string) => `room:${room}:presence`;
const messagesOf = (room: string) => `room:${room}:messages`;
const counterOf = (room: string) => `room:${room}:counter`;

function readMessage(room: string, entry: string): RoomEvent & { type: 'message' } {
  const end = entry.indexOf(' ');
  return { type: 'message', room, id: entry.slice(0, end), text: entry.slice(end + 1) };
}

function readEvent(room: string, published: string): RoomEvent {
  const end = published.indexOf(' ');
  const [kind, rest] = [published.slice(0, end), published.slice(end + 1)];
  if (kind === 'message') return readMessage(room, rest);
  return { type: 'presence', room, user: rest, online: kind === 'online' };
}

function tell({ connection, last }: Member, event: RoomEvent): void {
  if (event.type === 'presence' && event.user === connection.user) return;
  // The channel may be behind: what was published before the client joined is heard afterwards, too.
  if (event.type === 'message' && Number(event.id) <= last) return;
  connection.notify(event);
}

subscriber.on('message', (channel, published) => {
  const room = channel.slice('room:'.length);
  const here = rooms.get(room);
  if (!here) return;
  const event = readEvent(room, published);
  for (const member of here.members.values()) {
    if (member.early) member.early.push(event);
    else tell(member, event);
  }
});

export async function start(): Promise<void> {
  await subscriber.subscribe(`instance:${instance}`);
  setInterval(() => {
    for (const room of rooms.keys()) listUsers(room).catch(console.error);
  }, SWEEP_MS);
}

export async function publish(room: string, text: string): Promise<string> {
  const keys = [counterOf(room), messagesOf(room)];
  return (await redis.eval(PUBLISH, 2, ...keys, channelOf(room), text, KEPT_MESSAGES)) as string;
}

export async function listUsers(room: string): Promise<string[]> {
  return (await redis.eval(LOOK, 1, presenceOf(room), channelOf(room))) as string[];
}

/** @returns false when it is in already */
export async function join(connection: Connection, room: string, after?: string): Promise<boolean> {
  const here = rooms.get(room) ?? { members: new Map(), subscribed: subscriber.subscribe(channelOf(room)) };
  if (here.members.has(connection)) return false;
  rooms.set(room, here);
  // From here on nothing is lost.
  const member: Member = { connection, early: [], last: 0 };
  here.members.set(connection, member);
  await here.subscribed;

  const asked = [connection.user, instance, after === undefined ? 1 : KEPT_MESSAGES];
  const [users, entries] = (await redis.eval(
    JOIN,
    2,
    presenceOf(room),
    messagesOf(room),
    channelOf(room),
    ...asked,
  )) as [string[], string[]];
  const kept = entries.map((entry) => readMessage(room, entry));
  const seen = kept.findIndex(({ id }) => id === after);

  connection.answer({ type: 'joined', room, users, gap: after !== undefined && seen === -1 });
  if (after !== undefined) for (const message of kept.slice(seen + 1)) connection.answer(message);
  member.last = Number(kept.at(-1)?.id ?? 0);
  for (const event of member.early ?? []) tell(member, event);
  member.early = null;
  return true;
}

/** @returns false when it is not in */
export async function leave(connection: Connection, room: string): Promise<boolean> {
  const members = rooms.get(room)?.members;
  if (!members?.delete(connection)) return false;
  if (members.size === 0) {
    rooms.delete(room);
    subscriber.unsubscribe(channelOf(room)).catch(console.error);
  }
  const { user } = connection;
  if (![...members.keys()].some((other) => other.user === user))
    await redis.eval(LEAVE, 1, presenceOf(room), channelOf(room), user, instance);
  return true;
}

export async function leaveAll(connection: Connection): Promise<void> {
  for (const [room, { members }] of [...rooms]) if (members.has(connection)) await leave(connection, room);
}
