import type { FastifyInstance } from 'fastify';
import { Refusal } from '#contracts';

/**
 * Reads JSON bodies, and nothing else. Everything Fastify would read by itself is switched off, so that any other
 * content type is 415.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      refuseEncoded(request.headers['content-encoding']);
      done(null, body.length === 0 ? undefined : parseJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** SECURITY: P13: nothing is unpacked, so nothing can be larger than it was sent. */
function refuseEncoded(encoding: string | undefined): void {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new Refusal('unsupported-media-type', 'Send the body as plain JSON (application/json), not packed.');
}

/** @throws Refusal `malformed-request` for anything but one JSON document in UTF-8 without keys that reach prototypes */
export function parseJson(body: Uint8Array): unknown {
  const text = decodeUtf8(body);
  try {
    return JSON.parse(text, refusePrototypeKeys);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('malformed-request', `The body is not valid JSON: ${(error as Error).message}.`);
  }
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Refusal(
      'malformed-request',
      'The body is not valid UTF-8: encode it as UTF-8 and send it again.',
    );
  }
}

const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** SECURITY: P30: such a key is never meant well. */
function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (!PROTOTYPE_KEYS.has(key)) return value;
  throw new Refusal('malformed-request', `The key \`${key}\` is not allowed in a body.`);
}
