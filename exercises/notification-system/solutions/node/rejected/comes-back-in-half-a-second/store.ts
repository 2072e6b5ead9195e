import { Redis } from 'ioredis';
import { ACKNOWLEDGE, LOOK, PREFER, PUBLISH, READ } from './scripts.ts';

/** Who waits longer gets an error: the caller is to hear within two seconds that Redis is silent. */
const ANSWER_MS = 1500;

export interface Publication {
  key: string;
  topic: string;
  text: string;
  users?: string[];
  expiresInSeconds?: number;
}

export interface Preferences {
  topics: string[];
  muted: string[];
}

export interface Notification {
  id: string;
  topic: string;
  text: string;
  read: boolean;
  isAcked: boolean;
}

const redis = new Redis(process.env.REDIS_URL!, { commandTimeout: ANSWER_MS });
const subscriber = new Redis(process.env.REDIS_URL!);
for (const client of [redis, subscriber]) client.on('error', (error) => console.error(error.message));

export const ping = (): Promise<unknown> => redis.ping();

export async function publish({ key, topic, text, users, expiresInSeconds = 0 }: Publication) {
  const content = JSON.stringify([topic, text, users ?? null, expiresInSeconds]);
  const note = JSON.stringify({ topic, text });
  const named = users ? JSON.stringify(users) : '';
  const asked = [`key:${key}`, content, topic, note, expiresInSeconds, named];
  const [outcome, id] = (await redis.eval(PUBLISH, 1, ...asked)) as ['new' | 'known' | 'other', string];
  return { outcome, id };
}

/** The inbox, oldest first. */
export async function look(user: string, device = ''): Promise<Notification[]> {
  const rows = (await redis.eval(LOOK, 0, user, device)) as [string, string, number, number][];
  return rows.map(([id, note, isRead, isAcked]) => {
    const { topic, text } = JSON.parse(note);
    return { id, topic, text, read: isRead === 1, isAcked: isAcked === 1 };
  });
}

export async function acknowledge(user: string, device: string, ids: string[]): Promise<void> {
  await redis.eval(ACKNOWLEDGE, 0, user, device, JSON.stringify(ids));
}

export async function read(user: string, ids: string[]): Promise<void> {
  await redis.eval(READ, 0, user, JSON.stringify(ids));
}

export async function prefer(user: string, preferences: Preferences): Promise<void> {
  await redis.eval(PREFER, 0, user, JSON.stringify(preferences));
}

export async function readPreferences(user: string): Promise<Preferences> {
  const kept = await redis.get(`preferences:${user}`);
  return kept === null ? { topics: [], muted: [] } : JSON.parse(kept);
}

/** Somebody who wants to know what happens to a user. */
export interface Listener {
  onNew(): void;
  onRead(ids: string[]): void;
}

const listeners = new Map<string, Set<Listener>>();

/** Resolves when nothing is missed any more. */
export async function listen(user: string, listener: Listener): Promise<void> {
  const here = listeners.get(user) ?? new Set();
  listeners.set(user, here.add(listener));
  await subscriber.subscribe(`user:${user}`);
}

export function stopListening(user: string, listener: Listener): void {
  const here = listeners.get(user);
  if (!here?.delete(listener) || here.size > 0) return;
  listeners.delete(user);
  subscriber.unsubscribe(`user:${user}`).catch(console.error);
}

subscriber.on('message', (channel, event) => {
  for (const listener of listeners.get(channel.slice('user:'.length)) ?? []) {
    if (event === 'new') listener.onNew();
    else listener.onRead(JSON.parse(event.slice('read '.length)));
  }
});

// What was published while the connection was broken, nobody told us.
subscriber.on('ready', () => {
  for (const here of listeners.values()) for (const listener of here) listener.onNew();
});
