import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { z } from 'zod';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { ApiRefusal, Unreachable, type ApiClient } from './api-client.js';
import { isNewEventId } from './event-id.js';
import { Silence } from './silence.js';

export interface WatchTimes {
  /** A stream that says nothing for this long, not even that it lives, is taken for dead. */
  readonly silenceMs: number;
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  /** How long the server may stay out of reach before watching is given up. */
  readonly patienceMs: number;
}

const TIMES: WatchTimes = { silenceMs: 60_000, firstRetryMs: 250, lastRetryMs: 5_000, patienceMs: 120_000 };

export type Reconnecting = { readonly type: 'reconnecting'; readonly reason: string };

/** A stream of events on the server. */
export interface EventSource<Event extends object> {
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly schema: z.ZodType<Event>;
  isLast(event: Event): boolean;
  /** What to say when the server stays out of reach. */
  readonly whenLost: string;
}

/**
 * Everything that a stream tells, in order and once, until its last event. A cut connection is taken up again after the
 * last event that was seen.
 * @throws CommandError when the server refuses, or stays out of reach for longer than `patienceMs`
 */
export async function* watchEvents<Event extends object>(
  client: ApiClient,
  source: EventSource<Event>,
  signal: AbortSignal,
  times: WatchTimes = TIMES,
): AsyncGenerator<Event | Reconnecting> {
  let lastId: string | null = null;
  let lastContact = Date.now();
  let retryMs = times.firstRetryMs;
  for (;;) {
    const connection = new Connection(client, source, signal, times.silenceMs);
    try {
      for await (const told of connection.read(lastId)) {
        if (!isNewEventId(told.id, lastId)) continue;
        lastId = told.id ?? lastId;
        yield told.event;
        if (source.isLast(told.event)) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      if (connection.opened) lastContact = Date.now();
      if (Date.now() - lastContact > times.patienceMs)
        throw new CommandError(source.whenLost, EXIT_CODE.ourFault, { cause: error });
      yield { type: 'reconnecting', reason: error instanceof Error ? error.message : 'connection lost' };
    }
    if (connection.opened) {
      lastContact = Date.now();
      retryMs = times.firstRetryMs;
    }
    await delay(retryMs, undefined, { signal });
    retryMs = Math.min(retryMs * 2, times.lastRetryMs);
  }
}

interface Told<Event> {
  readonly id: string | null;
  readonly event: Event;
}

/** One connection to the event stream: its events, until the server ends it, or it breaks or falls silent. */
class Connection<Event extends object> {
  /** The server answered: whatever comes after is a cut, not an outage. */
  opened = false;

  constructor(
    private readonly client: ApiClient,
    private readonly source: EventSource<Event>,
    private readonly signal: AbortSignal,
    private readonly silenceMs: number,
  ) {}

  async *read(lastId: string | null): AsyncGenerator<Told<Event>> {
    const silence = new Silence(this.silenceMs);
    try {
      const ended = AbortSignal.any([this.signal, silence.signal]);
      const bytes = await this.client.openStream(this.source.path, lastId, ended);
      this.opened = true;
      const text = bytes
        .pipeThrough(silence.watch())
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
      for await (const message of text.pipeThrough(new EventSourceParserStream())) {
        const told = toTold(message, this.source.schema);
        if (told !== null) yield told;
      }
    } finally {
      silence.end();
    }
  }
}

/** Events of a newer server that this program does not know are passed over. */
function toTold<Event>(
  message: { id?: string | undefined; data: string },
  schema: z.ZodType<Event>,
): Told<Event> | null {
  let data: unknown;
  try {
    data = JSON.parse(message.data);
  } catch {
    return null;
  }
  const event = schema.safeParse(data);
  return event.success ? { id: message.id ?? null, event: event.data } : null;
}

/** Worth another try: no answer, a cut stream, a restarting server, or too many requests. */
function isPassing(error: unknown): boolean {
  if (error instanceof ApiRefusal) return error.status >= 500 || error.status === 429;
  return error instanceof Unreachable || !(error instanceof CommandError);
}
