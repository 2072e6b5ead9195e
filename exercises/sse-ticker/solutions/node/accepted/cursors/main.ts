import { EventEmitter, once } from 'node:events';
import express, { type Response } from 'express';
import { z } from 'zod';

const KEPT_ENTRIES = 100;
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const HEARTBEAT_MS = 1000;

const NewEntry = z.object({ kind: z.enum(['goal', 'card', 'note', 'end']), text: z.string().min(1).max(100_000) });

/**
 * The journal of a match is a chain, and a follower is a place in it. Nothing is queued for anybody, so nothing can be lost or come twice;
 * an entry that is no longer kept lives on as long as a slow follower stands before it.
 */
class Entry {
  readonly id: string;
  readonly event: string;
  next: Entry | null = null;
  constructor(id: string, event: string) {
    this.id = id;
    this.event = event;
  }
}

class Match extends EventEmitter {
  readonly followers = new Set<Follower>();
  kept: Entry[] = [];
  last = new Entry('0', '');
  isOver = false;

  report(kind: string, text: string): string {
    const id = String(Number(this.last.id) + 1);
    const fields = [`id: ${id}`, `event: ${kind}`, ...text.split(/\r\n|[\r\n]/).map((line) => `data: ${line}`)];
    const entry = new Entry(id, `${fields.join('\n')}\n\n`);
    this.last.next = entry;
    this.last = entry;
    this.kept = [...this.kept, entry].slice(-KEPT_ENTRIES);
    this.isOver = kind === 'end';
    for (const follower of this.followers) follower.owe(entry);
    this.emit('entry');
    return id;
  }

  /** A place before everything that is kept. */
  beginning(): Entry {
    const place = new Entry('', '');
    place.next = this.kept[0] ?? null;
    return this.kept.length > 0 ? place : this.last;
  }
}

class Follower {
  readonly #match: Match;
  readonly #response: Response;
  /** New entries that wait. Who asked for a long past may take their time with that. */
  readonly #owed = new Map<Entry, number>();
  #owedBytes = 0;

  constructor(match: Match, response: Response) {
    this.#match = match;
    this.#response = response;
  }

  owe(entry: Entry): void {
    const bytes = Buffer.byteLength(entry.event);
    this.#owed.set(entry, bytes);
    this.#owedBytes += bytes;
    if (this.#owedBytes > MOST_WAITING_BYTES) this.#response.destroy();
  }

  /** Goes along the chain at the pace at which the follower reads. */
  async goOnBehind(place: Entry): Promise<void> {
    while (!this.#response.closed) {
      if (place.next) {
        place = place.next;
        await this.#write(place.event);
        this.#owedBytes -= this.#owed.get(place) ?? 0;
        this.#owed.delete(place);
      } else if (this.#match.isOver) return void this.#response.end();
      else await this.#untilNews();
    }
  }

  async #write(text: string): Promise<void> {
    if (this.#response.write(text)) return;
    const done = new AbortController();
    const either = ['drain', 'close'].map((name) => once(this.#response, name, { signal: done.signal }));
    await Promise.race(either);
    done.abort();
    await Promise.allSettled(either);
  }

  async #untilNews(): Promise<void> {
    const done = new AbortController();
    const { signal } = done;
    const either = [once(this.#match, 'entry', { signal }), once(this.#response, 'close', { signal })];
    const heartbeat = setInterval(() => this.#response.write(':\n\n'), HEARTBEAT_MS);
    await Promise.race(either);
    clearInterval(heartbeat);
    done.abort();
    await Promise.allSettled(either);
  }
}

const matches = new Map<string, Match>();
function getMatch(name: string): Match {
  const match = matches.get(name) ?? new Match().setMaxListeners(0);
  matches.set(name, match);
  return match;
}

const app = express();
app.post('/matches/:match/entries', express.json({ limit: '1mb' }), (request, response) => {
  const match = getMatch(request.params.match as string);
  const { success, data } = NewEntry.safeParse(request.body);
  if (!success) return void response.status(400).json({ error: 'no entry' });
  if (match.isOver) return void response.status(409).json({ error: 'the match is over' });
  response.status(201).json({ id: match.report(data.kind, data.text) });
});

app.get('/matches/:match/stream', async (request, response) => {
  const match = getMatch(request.params.match);
  const lastEventId = request.get('last-event-id');
  const known = lastEventId === undefined ? match.last : match.kept.find(({ id }) => id === lastEventId);
  if (match.isOver && known === match.last) return void response.status(204).end();
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.write('retry: 2000\n\n');
  if (known === undefined) response.write('event: reset\ndata: start over\n\n');
  const follower = new Follower(match, response);
  match.followers.add(follower);
  response.on('close', () => match.followers.delete(follower));
  await follower.goOnBehind(known ?? match.beginning());
});

app.get('/matches/:match/followers', (request, response) => {
  response.json({ followers: getMatch(request.params.match).followers.size });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
