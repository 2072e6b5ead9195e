import { isDeepStrictEqual } from 'node:util';
import type { HttpExchange } from '#contracts';
import { capText } from './facts/cap-text.js';
import { escapeText } from './facts/escape-text.js';
import { Trail } from './facts/trail.js';

/** Raw facts of one request, kept until its test ends in case the test fails. */
export interface LoggedExchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: Uint8Array | null;
  response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
  } | null;
}

export class ExchangeLog extends Trail<LoggedExchange> {
  /** What the test was still waiting for when it ended. */
  get unanswered(): LoggedExchange | null {
    return this.last && !this.last.response ? this.last : null;
  }
}

/** Of a body, in bytes. Escapes can make its text twice as long. */
const BODY_CAP = 2000;
const BODY_TEXT_CAP = 2 * BODY_CAP;
const URL_CAP = 600;
const HEADERS_CAP = 600;

/** Cuts an exchange to about 6 KiB. `redact` takes out what only the pod may know. */
export function toHttpExchange(exchange: LoggedExchange, redact: (text: string) => string): HttpExchange {
  return { request: toRequest(exchange, redact), response: toResponse(exchange, redact) };
}

function toRequest(exchange: LoggedExchange, redact: (text: string) => string): HttpExchange['request'] {
  const { method, url, requestHeaders, requestBody } = exchange;
  const headers = capHeaders(requestHeaders, redact);
  const body = requestBody && capBody(requestBody, redact);
  const request = {
    method: capText(escapeText(method), 16),
    url: capText(escapeText(redact(url)), URL_CAP),
    headers: headers.shown,
    body: body && body.shown,
  };
  // What was cut, escaped or redacted here cannot be sent again from here.
  if (headers.changed || request.url !== url || body?.cut || body?.redacted) return { ...request, cut: true };
  if (requestBody === null || body?.exact) return request;
  return { ...request, bodyBase64: Buffer.from(requestBody).toString('base64') };
}

function toResponse(
  { response }: LoggedExchange,
  redact: (text: string) => string,
): HttpExchange['response'] {
  if (response === null) return null;
  const { shown: body, cut } = capBody(response.body, redact);
  const { shown: headers } = capHeaders(response.headers, redact);
  return { status: response.status, headers, body, ...(cut ? { cut } : {}) };
}

interface CappedBody {
  readonly shown: string;
  readonly cut: boolean;
  readonly redacted: boolean;
  /** The text is the whole body, byte for byte. */
  readonly exact: boolean;
}

function capBody(bytes: Uint8Array, redact: (text: string) => string): CappedBody {
  const kept = Buffer.from(bytes.subarray(0, BODY_CAP));
  const text = kept.toString('utf8');
  const open = redact(text);
  const escaped = escapeText(open);
  const hidden = bytes.length - BODY_CAP;
  const note = hidden > 0 ? `… (${hidden} more bytes)` : '';
  return {
    shown: capText(escaped, BODY_TEXT_CAP) + note,
    cut: hidden > 0 || escaped.length > BODY_TEXT_CAP,
    redacted: open !== text,
    exact: escaped === text && kept.equals(Buffer.from(text)),
  };
}

function capHeaders(
  headers: Readonly<Record<string, string>>,
  redact: (text: string) => string,
): { shown: Record<string, string>; changed: boolean } {
  const entries: [string, string][] = [];
  let left = HEADERS_CAP;
  for (const [name, value] of Object.entries(headers)) {
    const shown = [escapeText(redact(name)), escapeText(redact(value))] as const;
    left -= shown[0].length + shown[1].length;
    if (left < 0) break;
    entries.push([...shown]);
  }
  // fromEntries defines own properties, so that a header called __proto__ is only a header (threat H07).
  const shown = Object.fromEntries(entries);
  return { shown, changed: !isDeepStrictEqual(shown, { ...headers }) };
}
