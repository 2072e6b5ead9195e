import type { LiveEvent } from '#contracts';

/** What a watcher is told: an event, with its id unless it is a passing remark, or a sign of life. */
export type Told<Event extends object = LiveEvent> =
  { readonly id: string | null; readonly event: Event } | 'heartbeat';

/** Server-sent events, as the HTML standard frames them (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function toFrame(told: Told<object>): string {
  if (told === 'heartbeat') return ': still here\n\n';
  const id = told.id === null ? '' : `id: ${told.id}\n`;
  return `${id}data: ${JSON.stringify(told.event)}\n\n`;
}
