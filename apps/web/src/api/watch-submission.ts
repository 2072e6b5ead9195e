import { LiveEvent } from '#contracts';
import { watchEvents, type EventWatcher } from './watch-events.js';

export type { Connection } from './watch-events.js';

/** Follows a submission until it is judged. */
export function watchSubmission(
  id: string,
  watcher: EventWatcher<LiveEvent>,
  signal: AbortSignal,
): Promise<void> {
  const source = {
    path: `/submissions/${id}/events`,
    shape: LiveEvent,
    isLast: (event: LiveEvent) => event.type === 'judged',
  };
  return watchEvents(source, watcher, signal);
}
