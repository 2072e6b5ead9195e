import { invariant } from '#contracts';

/** In JSON text: an escaped NUL, or the escape that JSON.stringify writes for half of a surrogate pair. */
const UNSTORABLE_JSON = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/;
const EVERY_UNSTORABLE = new RegExp(UNSTORABLE_JSON, 'g');

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

/**
 * JSON for a jsonb column, with a replacement character for what it does not take.
 * SECURITY: D18: hostile programs have a part in the text of a verdict, and its wording must not keep it from being stored.
 */
export const toMendedJson = (value: unknown): string =>
  JSON.stringify(value).replace(EVERY_UNSTORABLE, '$1\\ufffd');

/** Text of our own faults is cut and cleaned rather than refused: storing a fault must not be able to fail on its wording. */
export function toStorableText(text: string, maxLength: number): string {
  return text.replaceAll('\0', '').slice(0, maxLength);
}
