import { EventSourceParserStream } from 'eventsource-parser/stream';
import { LiveEvent } from '#contracts';
import { send } from './client.js';
import { isFinal, RETRY_AFTER_MS } from './keep-trying.js';

/**
 * Follows a submission until it is judged. A cut connection is taken up again after the last event seen, so that
 * nothing is lost and nothing comes twice.
 */
export async function watchSubmission(
  id: string,
  onEvent: (event: LiveEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let lastId: string | null = null;
  for (;;) {
    try {
      for await (const message of openStream(id, lastId, signal)) {
        lastId = message.id ?? lastId;
        onEvent(message.event);
        if (message.event.type === 'judged') return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
    }
    if (signal.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  }
}

async function* openStream(id: string, lastId: string | null, signal: AbortSignal) {
  const headers = lastId === null ? {} : { 'last-event-id': lastId };
  const response = await send(`/submissions/${id}/events`, { headers, signal });
  if (response.body === null) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const event = LiveEvent.safeParse(JSON.parse(value.data));
    if (event.success) yield { id: value.id, event: event.data };
  }
}
