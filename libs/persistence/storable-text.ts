import { invariant } from '#contracts';

/** In JSON text: an escaped NUL, or the escape that JSON.stringify writes for half of a surrogate pair. */
const UNSTORABLE_JSON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Postgres text can hold no NUL (threat D18). Callers have cleaned their text; this catches the one that forgot. */
export function assertStorableText(text: string, what: string): void {
  invariant(!text.includes('\0'), `${what} holds a NUL character, which Postgres cannot store`);
}

/** JSON for a jsonb column, which takes neither NUL nor half a surrogate pair. */
export function toStorableJson(value: unknown, what: string): string {
  const json = JSON.stringify(value);
  invariant(
    !UNSTORABLE_JSON.test(json),
    `${what} holds a NUL or a lone surrogate, which Postgres cannot store`,
  );
  return json;
}

/** Text of our own faults is cut and cleaned rather than refused: storing a fault must not be able to fail on its wording. */
export function toStorableText(text: string, maxLength: number): string {
  return text.replaceAll('\0', '').slice(0, maxLength);
}
