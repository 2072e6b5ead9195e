import { createParser } from 'eventsource-parser';
import type { LiveEvent, ProofEvent } from '#contracts';
import type { Account } from './api-world.js';

export interface SeenEvent {
  readonly id: string | undefined;
  readonly event: LiveEvent | ProofEvent;
}

interface ReadOptions {
  readonly url: string;
  readonly account: Account;
  /** Of a submission's stream, unless `path` names another. */
  readonly submission?: string;
  /** Below `/api/v1/`. */
  readonly path?: string;
  readonly lastEventId?: string | undefined;
  /** Cuts the connection once it says so. */
  readonly until?: (seen: readonly SeenEvent[]) => boolean;
}

const DEADLINE_MS = 20_000;

/** Reads a stream of events until the stream ends or `until` is true. */
export async function readEvents({
  url,
  account,
  submission,
  path = `submissions/${submission}/events`,
  lastEventId,
  until = () => false,
}: ReadOptions): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => void seen.push({ id, event: JSON.parse(data) as SeenEvent['event'] }),
  });
  const abort = new AbortController();
  const deadline = setTimeout(
    () => abort.abort(new Error(`the stream did not end; seen: ${JSON.stringify(seen)}`)),
    DEADLINE_MS,
  );
  try {
    const response = await fetch(`${url}/api/v1/${path}`, {
      headers: {
        authorization: account.bearer,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal: abort.signal,
    });
    if (response.status !== 200) throw new Error(`the stream was refused: ${response.status}`);
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      parser.feed(chunk);
      if (until(seen)) break;
    }
    return seen;
  } finally {
    clearTimeout(deadline);
    abort.abort();
  }
}

export const idsOf = (seen: readonly SeenEvent[]) => seen.flatMap(({ id }) => id ?? []);
export const typesOf = (seen: readonly SeenEvent[]) => seen.map(({ event }) => event.type);
