import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const KINDS = ['goal', 'card', 'note', 'end'];
const KEPT_ENTRIES = 100;
const LONGEST_TEXT = 100_000;
const LARGEST_BODY_BYTES = 1024 * 1024;
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const HEARTBEAT_MS = 1000;

interface Entry {
  id: string;
  kind: string;
  text: string;
}

interface Match {
  entries: Entry[];
  followers: Set<ServerResponse>;
  reported: number;
  isOver: boolean;
}

const matches = new Map<string, Match>();

function getMatch(name: string): Match {
  const match = matches.get(name) ?? { entries: [], followers: new Set(), reported: 0, isOver: false };
  matches.set(name, match);
  return match;
}

/** Each line is a field of its own. All three line ends count: what is left in would begin a new field at the follower. */
function toEvent({ id, kind, text }: Entry): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `id: ${id}\nevent: ${kind}\n${lines.join('')}\n`;
}

function report(match: Match, kind: string, text: string): Entry {
  match.reported += 1;
  const entry = { id: String(match.reported), kind, text };
  match.entries.push(entry);
  if (match.entries.length > KEPT_ENTRIES) match.entries.shift();
  const event = toEvent(entry);
  for (const follower of match.followers) push(follower, event);
  if (kind === 'end') {
    match.isOver = true;
    for (const follower of match.followers) follower.end();
    // A heartbeat must not be written behind the end.
    match.followers.clear();
  }
  return entry;
}

/** Bytes of new entries that wait for a follower. What it missed does not count, so `writableLength` is of no use here. */
const owed = new WeakMap<ServerResponse, number>();
const owe = (follower: ServerResponse, bytes: number) => owed.set(follower, (owed.get(follower) ?? 0) + bytes);

/** `write` never waits: what a slow follower does not take lies in our memory, so there is a limit to it. */
function push(follower: ServerResponse, event: string): void {
  const bytes = Buffer.from(event);
  owe(follower, bytes.length);
  follower.write(bytes, () => owe(follower, -bytes.length));
  if (owed.get(follower)! > MOST_WAITING_BYTES) follower.destroy();
}

/** Nothing is awaited between looking for what was missed and joining the others: no entry can come in between. */
function follow(match: Match, lastEventId: string | undefined, response: ServerResponse): void {
  const last = match.entries.findIndex(({ id }) => id === lastEventId);
  const isUnknown = lastEventId !== undefined && last === -1;
  const missed = lastEventId === undefined ? [] : match.entries.slice(last + 1);
  if (match.isOver && missed.length === 0) return void response.writeHead(204).end();

  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
  });
  response.write('retry: 2000\n\n');
  if (isUnknown) response.write('event: reset\ndata: start over\n\n');
  for (const entry of missed) response.write(toEvent(entry));
  if (match.isOver) return void response.end();
  match.followers.add(response);
  response.on('close', () => match.followers.delete(response));
}

setInterval(() => {
  for (const { followers } of matches.values()) for (const follower of followers) follower.write(':\n\n');
}, HEARTBEAT_MS);

async function readBody(request: IncomingMessage): Promise<{ kind: string; text: string } | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  try {
    const { kind, text } = JSON.parse(Buffer.concat(chunks).toString());
    const isRight = KINDS.includes(kind) && typeof text === 'string' && text.length >= 1 && text.length <= LONGEST_TEXT;
    return isRight ? { kind, text } : null;
  } catch {
    return null;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const [, name, what] = /^\/matches\/([a-z0-9-]{1,40})\/(entries|stream|followers)$/.exec(request.url ?? '') ?? [];
  const route = `${request.method} ${what}`;
  if (name === undefined) return send(404, { error: 'no such page' });
  const match = getMatch(name);
  if (route === 'GET stream') return follow(match, request.headers['last-event-id'] as string | undefined, response);
  if (route === 'GET followers') return send(200, { followers: match.followers.size });
  if (route !== 'POST entries') return send(405, { error: 'not here' });
  const body = await readBody(request);
  if (body === null) return send(400, { error: 'no entry' });
  if (match.isOver) return send(409, { error: 'the match is over' });
  send(201, { id: report(match, body.kind, body.text).id });
}

createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
}).listen(Number(process.env.PORT), '127.0.0.1');
