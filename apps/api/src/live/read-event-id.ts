import { z } from 'zod';
import { refuseInput } from '../http/check-input.pipe.js';
import { EVENT_ID } from './event-id.js';

const RULE = 'an event id is `<attempt>-<number>`';
const EventId = z.string().regex(EVENT_ID, RULE);

/** The query of a stream that can be taken up again. */
export const EventsQuery = z.strictObject({ lastEventId: EventId.optional() });
export type EventsQuery = z.infer<typeof EventsQuery>;

/**
 * Reads the `Last-Event-ID` header; null when there is none.
 * @throws Refusal `invalid-input`
 */
export function readEventId(header: string | undefined): string | null {
  if (header === undefined || header === '') return null;
  const read = EventId.safeParse(header);
  if (!read.success) throw refuseInput([{ path: ['Last-Event-ID'], message: RULE }]);
  return read.data;
}
