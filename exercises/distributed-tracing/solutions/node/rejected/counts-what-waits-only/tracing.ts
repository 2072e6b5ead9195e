import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { exportSpan } from './exporter.ts';

export const Kind = { SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 } as const;

export type Attributes = Record<string, string | number>;
type Carrier = Record<string, unknown>;

/** What whoever runs now is part of: the span, and what travels with it. */
export interface Context {
  /** Missing at the edge, where the caller told none: the next span begins a trace. */
  traceId?: string;
  spanId?: string;
  isSampled: boolean;
  traceState?: string;
  baggage?: string;
}

const current = new AsyncLocalStorage<Context>();
const NOTHING: Context = { isSampled: true };

/** What a caller or a message says. The pattern is strict: whatever it does not match begins a new trace. */
export function extract(carrier: Carrier): Context {
  const baggage = textOf(carrier.baggage);
  const [, version, traceId, spanId, flags, rest] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(textOf(carrier.traceparent) ?? '') ?? [];
  const isValid =
    version !== undefined &&
    version !== 'ff' &&
    !(version === '00' && rest !== undefined) &&
    !/^0+$/.test(traceId!) &&
    !/^0+$/.test(spanId!);
  if (!isValid) return { isSampled: true, baggage };
  const isSampled = (parseInt(flags!, 16) & 1) === 1;
  return { traceId, spanId, isSampled, traceState: textOf(carrier.tracestate), baggage };
}

/** The headers that tell the next one what this span is. */
export function inject({ context: { traceId, spanId, isSampled, traceState, baggage } }: Span): Record<string, string> {
  return {
    traceparent: `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`,
    ...(traceState !== undefined && { tracestate: traceState }),
    ...(baggage !== undefined && { baggage }),
  };
}

export class Span {
  readonly context: Context;
  readonly #parentSpanId: string | undefined;
  readonly #name: string;
  readonly #kind: number;
  readonly #attributes: Attributes;
  readonly #events: object[] = [];
  readonly #start = now();
  #status: object | undefined;

  constructor(kind: number, name: string, attributes: Attributes, from: Context) {
    this.#kind = kind;
    this.#name = name;
    this.#attributes = attributes;
    this.#parentSpanId = from.spanId;
    this.context = { ...from, traceId: from.traceId ?? newId(16), spanId: newId(8) };
  }

  set(name: string, value: string | number): void {
    this.#attributes[name] = value;
  }

  fail(errorType: string): void {
    this.set('error.type', errorType);
    this.#status = { code: 2 };
  }

  failWith(error: Error): void {
    this.fail(error.name);
    const attributes = toKeyValues({ 'exception.type': error.name, 'exception.message': error.message || error.name });
    this.#events.push({ timeUnixNano: now(), name: 'exception', attributes });
  }

  end(): void {
    const { traceId, spanId, isSampled } = this.context;
    if (!isSampled) return;
    exportSpan({
      traceId,
      spanId,
      parentSpanId: this.#parentSpanId,
      name: this.#name,
      kind: this.#kind,
      startTimeUnixNano: this.#start,
      endTimeUnixNano: now(),
      attributes: toKeyValues(this.#attributes),
      events: this.#events,
      status: this.#status,
    });
  }
}

/** Does the work within a span: what it calls finds the span as its parent, and no way out leaves it open. */
export async function inSpan<T>(
  kind: number,
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  from = current.getStore() ?? NOTHING,
): Promise<T> {
  const span = new Span(kind, name, attributes, from);
  try {
    return await current.run(span.context, () => work(span));
  } catch (error) {
    span.failWith(error as Error);
    throw error;
  } finally {
    span.end();
  }
}

/** The one member of the baggage that may be recorded. */
export function shopOf({ baggage = '' }: Context): Attributes {
  for (const member of baggage.split(',')) {
    const [pair = ''] = member.split(';');
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== 'shop') continue;
    try {
      return { 'app.shop': decodeURIComponent(pair.slice(at + 1).trim()) };
    } catch {
      return {}; // not ours to repair
    }
  }
  return {};
}

function toKeyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

function newId(bytes: number): string {
  const id = randomBytes(bytes).toString('hex');
  return /^0+$/.test(id) ? newId(bytes) : id;
}

const now = () => String(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
