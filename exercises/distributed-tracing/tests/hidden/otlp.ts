import type { UpstreamRequest } from '@touchstone/kit';

/** A span as a test looks at it. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** `(none)` for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly SpanEvent[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
}

export interface SpanEvent {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Payload {
  /** Those without a mistake. */
  readonly spans: readonly Span[];
  /** Whether there is a mistake around the spans, so that none of them can be taken. */
  readonly isBroken: boolean;
  /** Everything that is wrong, in words, each with its place. */
  readonly problems: readonly string[];
}

export const NO_PARENT = '(none)';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const VALUES = [
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
];
/** 2020 and 2100: a time outside of them is in another unit. */
const EARLIEST = 1_577_836_800_000_000_000n;
const LATEST = 4_102_444_800_000_000_000n;
const MOST_PROBLEMS = 5;

type Json = Record<string, unknown>;

/** Reads one export as a collector does that explains itself. */
export function readOtlp(request: UpstreamRequest): Payload {
  const reader = new Reader();
  const spans = reader.readRequest(request);
  const { problems, isBroken } = reader;
  return { spans: isBroken ? [] : spans, isBroken, problems };
}

class Reader {
  readonly problems: string[] = [];
  #mistakes = 0;
  #mistakesInSpans = 0;

  get isBroken(): boolean {
    return this.#mistakes > this.#mistakesInSpans;
  }

  readRequest({ method, path, headers, body }: UpstreamRequest): Span[] {
    if (`${method} ${path}` !== 'POST /v1/traces')
      this.#note('the request', 'POST /v1/traces', `${method} ${path}`, false);
    if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
      this.#note('its Content-Type', 'application/json', headers['content-type']);
    let payload: unknown;
    try {
      payload = JSON.parse(body);
    } catch {
      this.#note('its body', 'JSON', body.slice(0, 80));
      return [];
    }
    const { resourceSpans } = this.#object(payload, 'the body');
    return this.#list(resourceSpans, 'resourceSpans').flatMap((each, index) =>
      this.#readResource(each, `resourceSpans[${index}]`),
    );
  }

  #readResource(value: unknown, at: string): Span[] {
    const { resource, scopeSpans } = this.#object(value, at);
    const { attributes } = this.#object(resource, `${at}.resource`);
    const service = this.#readAttributes(attributes, `${at}.resource.attributes`)['service.name'];
    if (service !== 'checkout') this.#note(`${at}.resource.attributes, service.name`, '"checkout"', service);
    return this.#list(scopeSpans, `${at}.scopeSpans`).flatMap((each, index) => {
      const place = `${at}.scopeSpans[${index}]`;
      const { spans } = this.#object(each, place);
      return this.#list(spans, `${place}.spans`).flatMap((span, number) => {
        const before = this.#mistakes;
        const read = this.#readSpan(span, `${place}.spans[${number}]`);
        this.#mistakesInSpans += this.#mistakes - before;
        return this.#mistakes === before ? [read] : [];
      });
    });
  }

  #readSpan(value: unknown, at: string): Span {
    const span = this.#object(value, at);
    const { parentSpanId } = span;
    const start = this.#readTime(span.startTimeUnixNano, `${at}.startTimeUnixNano`);
    const end = this.#readTime(span.endTimeUnixNano, `${at}.endTimeUnixNano`);
    if (end < start) this.#note(`${at}.endTimeUnixNano`, `at least the start, ${start}`, String(end));
    const isFirst = parentSpanId === undefined || parentSpanId === null || parentSpanId === '';
    return {
      traceId: this.#readId(span.traceId, 32, `${at}.traceId`),
      spanId: this.#readId(span.spanId, 16, `${at}.spanId`),
      parentSpanId: isFirst ? NO_PARENT : this.#readId(parentSpanId, 16, `${at}.parentSpanId`),
      name: this.#readText(span.name, `${at}.name`),
      kind: this.#readKind(span.kind, `${at}.kind`),
      start,
      end,
      attributes: this.#readAttributes(span.attributes ?? [], `${at}.attributes`),
      events: this.#list(span.events ?? [], `${at}.events`).map((event, index) =>
        this.#readEvent(event, `${at}.events[${index}]`),
      ),
      status: this.#readStatus(span.status ?? {}, `${at}.status`),
    };
  }

  #readEvent(value: unknown, at: string): SpanEvent {
    const event = this.#object(value, at);
    this.#readTime(event.timeUnixNano, `${at}.timeUnixNano`);
    return {
      name: this.#readText(event.name, `${at}.name`),
      attributes: this.#readAttributes(event.attributes ?? [], `${at}.attributes`),
    };
  }

  #readStatus(value: unknown, at: string): number {
    const { code = 0, message = '' } = this.#object(value, at);
    if (code !== 0 && code !== 1 && code !== 2) this.#note(`${at}.code`, 'the number 0, 1 or 2', code);
    if (typeof message !== 'string') this.#note(`${at}.message`, 'a string', message);
    return Number(code);
  }

  #readAttributes(value: unknown, at: string): Record<string, unknown> {
    const pairs = this.#list(value, at).map((each, index) => {
      const place = `${at}[${index}]`;
      const { key, value: tagged } = this.#object(each, place);
      const name = this.#readText(key, `${place}.key`);
      return [name, this.#readValue(tagged, `${place}.value (of ${name})`)] as const;
    });
    const names = pairs.map(([name]) => name);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) this.#note(at, 'each key once', `${repeated} twice`, false);
    return Object.fromEntries(pairs);
  }

  /** Text as text and integers as numbers; any other value as text that tells its type. */
  #readValue(value: unknown, at: string): unknown {
    const entries = Object.entries(this.#object(value, at));
    const [name, content] = entries[0] ?? ['', undefined];
    if (entries.length !== 1 || !VALUES.includes(name)) {
      this.#note(at, 'one of stringValue, intValue, boolValue …', value);
      return undefined;
    }
    if (name === 'stringValue') {
      if (typeof content !== 'string') this.#note(`${at}.stringValue`, 'a string', content);
      return content;
    }
    if (name === 'intValue') {
      const isInteger =
        typeof content === 'number' ? Number.isInteger(content) : /^-?\d{1,19}$/.test(asText(content));
      if (!isInteger) this.#note(`${at}.intValue`, 'an integer, as text or as a number', content);
      return Number(content);
    }
    return `${JSON.stringify(content)} (${name})`;
  }

  #readKind(value: unknown, at: string): string {
    const kind = typeof value === 'number' ? KINDS[value] : undefined;
    if (kind === undefined) this.#note(at, 'a number from 1 to 5, e.g. 2 for SERVER', value);
    return kind ?? '(no kind)';
  }

  #readId(value: unknown, digits: number, at: string): string {
    const id = asText(value);
    const isId = /^[0-9a-f]+$/.test(id) && id.length === digits && /[^0]/.test(id);
    if (!isId) this.#note(at, `${digits} hexadecimal digits in lower case, not zeros only`, value);
    return id;
  }

  #readTime(value: unknown, at: string): bigint {
    const text = asText(value);
    if (!/^\d{1,20}$/.test(text)) {
      this.#note(at, 'nanoseconds since 1970, as text of digits', value);
      return 0n;
    }
    const time = BigInt(text);
    if (time < EARLIEST || time > LATEST)
      this.#note(at, 'nanoseconds since 1970 (19 digits)', `${text} (${text.length} digits)`, false);
    return time;
  }

  #readText(value: unknown, at: string): string {
    if (typeof value !== 'string' || value === '') this.#note(at, 'a string that is not empty', value);
    return asText(value);
  }

  #object(value: unknown, at: string): Json {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
    this.#note(at, 'an object', value);
    return {};
  }

  #list(value: unknown, at: string): unknown[] {
    if (Array.isArray(value)) return value as unknown[];
    this.#note(at, 'a list', value);
    return [];
  }

  #note(at: string, expected: string, seen: unknown, isValue = true): void {
    this.#mistakes += 1;
    if (this.problems.length >= MOST_PROBLEMS) return;
    const shown = isValue ? (JSON.stringify(seen) ?? 'nothing') : String(seen);
    this.problems.push(`${at}: expected ${expected}, got ${shown.slice(0, 120)}`);
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
