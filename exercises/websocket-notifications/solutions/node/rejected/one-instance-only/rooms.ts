import type { Connection } from './connection.ts';

const KEPT_MESSAGES = 100;

interface Message {
  type: 'message';
  room: string;
  id: string;
  text: string;
}

interface Room {
  members: Set<Connection>;
  messages: Message[];
  published: number;
}

const rooms = new Map<string, Room>();

function getRoom(name: string): Room {
  const room = rooms.get(name) ?? { members: new Set(), messages: [], published: 0 };
  rooms.set(name, room);
  return room;
}

export async function start(): Promise<void> {}

export async function publish(name: string, text: string): Promise<string> {
  const room = getRoom(name);
  room.published += 1;
  const message: Message = { type: 'message', room: name, id: String(room.published), text };
  room.messages = [...room.messages, message].slice(-KEPT_MESSAGES);
  for (const member of room.members) member.notify(message);
  return message.id;
}

export async function listUsers(name: string): Promise<string[]> {
  return [...new Set([...getRoom(name).members].map(({ user }) => user))];
}

async function tellOthers(name: string, user: string, online: boolean): Promise<void> {
  if ((await listUsers(name)).includes(user)) return;
  for (const member of getRoom(name).members) member.notify({ type: 'presence', room: name, user, online });
}

/** @returns false when it is in already */
export async function join(connection: Connection, name: string, after?: string): Promise<boolean> {
  const { members, messages } = getRoom(name);
  if (members.has(connection)) return false;
  await tellOthers(name, connection.user, true);
  members.add(connection);
  const seen = messages.findIndex(({ id }) => id === after);
  const gap = after !== undefined && seen === -1;
  const missed = after === undefined ? [] : messages.slice(seen + 1);
  connection.answer({ type: 'joined', room: name, users: await listUsers(name), gap });
  for (const message of missed) connection.answer(message);
  return true;
}

/** @returns false when it is not in */
export async function leave(connection: Connection, name: string): Promise<boolean> {
  if (!getRoom(name).members.delete(connection)) return false;
  await tellOthers(name, connection.user, false);
  return true;
}

export async function leaveAll(connection: Connection): Promise<void> {
  for (const name of rooms.keys()) await leave(connection, name);
}
