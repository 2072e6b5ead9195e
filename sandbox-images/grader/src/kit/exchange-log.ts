import type { HttpExchange } from '#contracts';

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

/** The exchange a failed test shows: the one its failed matcher looked at, else the last one. */
export class ExchangeLog {
  #last: LoggedExchange | null = null;
  #blamed: LoggedExchange | null = null;

  record(exchange: LoggedExchange): void {
    this.#last = exchange;
    this.#blamed = null;
  }

  blame(exchange: LoggedExchange): void {
    this.#blamed = exchange;
  }

  get shown(): LoggedExchange | null {
    return this.#blamed ?? this.#last;
  }

  /** What the test was still waiting for when it ended. */
  get unanswered(): LoggedExchange | null {
    return this.#last && !this.#last.response ? this.#last : null;
  }
}

const TEXT_CAP = 1400;
const HEADERS_CAP = 600;

/** Cuts an exchange to about 4 KiB. `clean` makes text safe to print and removes secrets. */
export function toHttpExchange(exchange: LoggedExchange, clean: (text: string) => string): HttpExchange {
  return {
    request: {
      method: clean(exchange.method).slice(0, 16),
      url: clean(exchange.url).slice(0, 600),
      headers: capHeaders(exchange.requestHeaders, clean),
      body: exchange.requestBody && capBody(exchange.requestBody, clean),
    },
    response: exchange.response && {
      status: exchange.response.status,
      headers: capHeaders(exchange.response.headers, clean),
      body: capBody(exchange.response.body, clean),
    },
  };
}

function capBody(bytes: Uint8Array, clean: (text: string) => string): string {
  const text = clean(Buffer.from(bytes.subarray(0, TEXT_CAP)).toString('utf8'));
  const hidden = bytes.length - TEXT_CAP;
  return hidden > 0 ? `${text}… (${hidden} more bytes)` : text;
}

function capHeaders(
  headers: Readonly<Record<string, string>>,
  clean: (text: string) => string,
): Record<string, string> {
  const entries: [string, string][] = [];
  let left = HEADERS_CAP;
  for (const [name, value] of Object.entries(headers)) {
    left -= name.length + value.length;
    if (left < 0) break;
    entries.push([clean(name), clean(value)]);
  }
  // fromEntries defines own properties, so that a header called __proto__ is only a header (threat H07).
  return Object.fromEntries(entries);
}
