import { EventSourceParserStream } from 'eventsource-parser/stream';
import { send } from './client.js';
import { isHidden, waitForTurn } from './hidden-tab.js';
import { isFinal, RETRY_AFTER_MS } from './keep-trying.js';

/** A stream of events, below `/api/v1`. */
export interface EventSource<Event extends object> {
  readonly path: string;
  readonly shape: { safeParse(value: unknown): { success: boolean; data?: Event | undefined } };
  isLast(event: Event): boolean;
}

export interface EventWatcher<Event> {
  onEvent(event: Event): void;
  /** `lost` while nothing comes through, `open` as soon as something does. */
  onConnection(state: Connection): void;
  /** Asked now and then while the tab is hidden, when no stream tells: true when there is nothing more to follow. */
  isOver?(): Promise<boolean>;
}

export type Connection = 'open' | 'lost';

/** The server says at least every 15 s that it lives; silence beyond this is a dead connection that nobody closed. */
const SILENCE_MS = 40_000;

const ASK_HIDDEN_MS = 5_000;

/**
 * Follows a stream until its last event. A cut connection is taken up again after the last event seen, so that nothing
 * is lost and nothing comes twice. A hidden tab holds no stream: over HTTP/1.1 a browser opens six connections to a
 * server, and six tabs that hold theirs would keep a seventh from loading.
 */
export async function watchEvents<Event extends object>(
  source: EventSource<Event>,
  watcher: EventWatcher<Event>,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | null = null;
  for (;;) {
    try {
      if (await isOverBeforeShown(watcher, signal)) return;
      for await (const message of openStream(source, lastId, signal)) {
        watcher.onConnection('open');
        if (message === 'alive') continue;
        lastId = message.id ?? lastId;
        watcher.onEvent(message.event);
        if (source.isLast(message.event)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
    }
    if (signal.aborted) return;
    if (isHidden()) continue;
    watcher.onConnection('lost');
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  }
}

/** Waits for the tab to be shown. True when it was over before. */
async function isOverBeforeShown<Event>(watcher: EventWatcher<Event>, signal: AbortSignal): Promise<boolean> {
  while (isHidden() && !signal.aborted) {
    await waitForTurn(ASK_HIDDEN_MS, signal);
    if (isHidden() && !signal.aborted && (await watcher.isOver?.())) return true;
  }
  return signal.aborted;
}

async function* openStream<Event extends object>(
  { path, shape }: EventSource<Event>,
  lastId: string | null,
  signal: AbortSignal,
) {
  const headers = lastId === null ? {} : { 'last-event-id': lastId };
  const end = new AbortController();
  const hear = startTimer(SILENCE_MS, () => end.abort());
  document.addEventListener('visibilitychange', () => isHidden() && end.abort(), { signal: end.signal });
  try {
    const either = AbortSignal.any([signal, end.signal]);
    const response = await send(path, { headers, signal: either });
    if (response.body === null) return;
    yield 'alive' as const;
    const reader = response.body
      .pipeThrough(hearEverything(hear))
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
      .getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const event = shape.safeParse(JSON.parse(value.data));
      if (event.data !== undefined) yield { id: value.id, event: event.data };
    }
  } finally {
    hear.stop();
    end.abort();
  }
}

interface Timer {
  restart(): void;
  stop(): void;
}

function startTimer(ms: number, onEnd: () => void): Timer {
  let timer = setTimeout(onEnd, ms);
  return {
    restart: () => {
      clearTimeout(timer);
      timer = setTimeout(onEnd, ms);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Signs of life are comments, which the parser of events passes over: they are heard as bytes. */
function hearEverything(timer: Timer): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      timer.restart();
      controller.enqueue(chunk);
    },
  });
}
