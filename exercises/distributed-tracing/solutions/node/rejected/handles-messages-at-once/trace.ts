import { randomBytes } from 'node:crypto';

type Values = Record<string, string | number | undefined>;

const KINDS = { SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };
const LAYOUT = /^(?:00|(?!ff|00)(?<later>[\da-f]{2}))-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]([\da-f])(?<rest>-.*)?$/;

/** What all spans of one request or message have in common. */
export class Trace {
  readonly id: string;
  readonly isSampled: boolean;
  readonly passedOn: Record<string, string> = {};
  readonly onEnd: (span: object) => void;
  readonly #callersSpan: string | undefined;

  static of(headers: Record<string, unknown>, onEnd: (span: object) => void): Trace {
    const { traceparent = '', tracestate, baggage } = headers;
    const found = LAYOUT.exec(String(traceparent));
    const isValid = found && !(found.groups!.rest && !found.groups!.later);
    return new Trace(isValid ? found : null, { tracestate: isValid ? tracestate : undefined, baggage }, onEnd);
  }

  constructor(found: RegExpExecArray | null, passedOn: Record<string, unknown>, onEnd: (span: object) => void) {
    const [, , id, callersSpan, flags = '1'] = found ?? [];
    this.id = id ?? randomBytes(16).toString('hex');
    this.#callersSpan = callersSpan;
    this.isSampled = parseInt(flags, 16) % 2 === 1;
    for (const [name, value] of Object.entries(passedOn)) if (typeof value === 'string') this.passedOn[name] = value;
    this.onEnd = onEnd;
  }

  get shop(): string | undefined {
    const value = /(?:^|,)[ \t]*shop[ \t]*=([^,;]*)/.exec(this.passedOn.baggage ?? '')?.[1];
    try {
      return value && decodeURIComponent(value.trim());
    } catch {
      return undefined;
    }
  }

  start(kind: keyof typeof KINDS, name: string, attributes: Values): Span {
    return new Span(this, kind, name, attributes, this.#callersSpan);
  }
}

export class Span {
  readonly #id = randomBytes(8).toString('hex');
  readonly #startedAt = BigInt(Date.now()) * 1_000_000n;
  /** Durations come from a clock that nobody sets. */
  readonly #ticks = process.hrtime.bigint();
  readonly #trace: Trace;
  readonly #span: Record<string, unknown>;
  readonly #attributes: Values;

  constructor(trace: Trace, kind: keyof typeof KINDS, name: string, attributes: Values, parentSpanId?: string) {
    this.#trace = trace;
    this.#attributes = attributes;
    this.#span = { parentSpanId, name, kind: KINDS[kind] };
  }

  child(kind: keyof typeof KINDS, name: string, attributes: Values): Span {
    return new Span(this.#trace, kind, name, attributes, this.#id);
  }

  get headers(): Record<string, string> {
    const { id, isSampled, passedOn } = this.#trace;
    return { ...passedOn, traceparent: `00-${id}-${this.#id}-0${isSampled ? 1 : 0}` };
  }

  set(values: Values): void {
    Object.assign(this.#attributes, values);
  }

  fail(type: string, error?: Error): void {
    this.set({ 'error.type': type });
    this.#span.status = { code: 2 };
    if (!error) return;
    const attributes = toList({ 'exception.type': error.name, 'exception.message': error.message });
    this.#span.events = [{ name: 'exception', timeUnixNano: this.#now(), attributes }];
  }

  end(): void {
    if (!this.#trace.isSampled) return;
    this.#trace.onEnd({
      ...this.#span,
      traceId: this.#trace.id,
      spanId: this.#id,
      startTimeUnixNano: String(this.#startedAt),
      endTimeUnixNano: this.#now(),
      attributes: toList(this.#attributes),
    });
  }

  #now(): string {
    return String(this.#startedAt + process.hrtime.bigint() - this.#ticks);
  }
}

const toList = (values: Values) =>
  Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: typeof value === 'number' ? { intValue: value } : { stringValue: value } }],
  );
