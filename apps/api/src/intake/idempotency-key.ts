import { Refusal } from '#contracts';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Reads the `Idempotency-Key` header; null when there is none.
 * @throws Refusal `invalid-input` for a key that is not 1–200 printable ASCII characters without spaces
 */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (KEY.test(header)) return header;
  const message = 'send 1 to 200 printable ASCII characters without spaces, e.g. a UUID';
  throw new Refusal('invalid-input', `Idempotency-Key: ${message}.`, {
    errors: [{ path: 'Idempotency-Key', message }],
  });
}
