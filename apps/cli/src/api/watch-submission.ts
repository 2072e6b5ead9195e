import { LiveEvent, type SubmissionId } from '#contracts';
import type { ApiClient } from './api-client.js';
import { watchEvents, type Reconnecting } from './watch-events.js';

/** Everything that happens to a submission until it is judged. */
export function watchSubmission(
  client: ApiClient,
  id: SubmissionId,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent | Reconnecting> {
  const source = {
    path: `submissions/${id}/events`,
    schema: LiveEvent,
    isLast: (event: LiveEvent) => event.type === 'judged',
    whenLost: `lost contact with the server. Your submission is safe; see it later with: touchstone status ${id}`,
  };
  return watchEvents(client, source, signal);
}
