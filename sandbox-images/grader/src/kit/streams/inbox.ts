import { showInline } from '../facts/show-value.js';
import { KitFailure } from '../failures.js';
import { lostConnection } from '../lost-connections.js';
import type { Scope } from '../scope.js';

/** A program that sends more than this on one connection is flooding it (threats H13, H15). */
const MAX_ITEMS = 10_000;
/** Of an item that nobody waited for, in the message of a failure. */
const MAX_SHOWN_CHARACTERS = 200;

export interface InboxOptions<Item> {
  /** `WebSocket /live`: begins every failure. */
  readonly what: string;
  /** `message`, `event`. */
  readonly item: string;
  /** The text of an item, as its learner knows it. */
  readonly textOf: (item: Item) => string;
  /** What the connection may bring in all. */
  readonly maxMib: number;
  /** What is said of an end that is awaited in vain. Default: `it was not closed`. */
  readonly notEnded?: string;
  /** How it ended, where that is an answer and not the loss of a connection. */
  readonly describeEnd?: () => string;
}

/**
 * What one long-lived connection of a test brings, in the order it came, until the test asks for it.
 * SECURITY: H13, H15 items and bytes are counted, every wait has a deadline, and a connection that broke a rule fails
 * whoever looks at it from then on.
 */
export class Inbox<Item> {
  readonly #items: Item[] = [];
  #next = 0;
  #bytes = 0;
  #failure: KitFailure | null = null;
  #ended = false;
  readonly #watchers = new Set<() => void>();

  readonly #options: InboxOptions<Item>;
  readonly #scope: Scope;

  constructor(options: InboxOptions<Item>, scope: Scope) {
    this.#options = options;
    this.#scope = scope;
  }

  /** Everything so far, taken or not. @throws KitFailure when the connection broke a rule */
  get items(): readonly Item[] {
    if (this.#failure) throw this.#failure;
    return this.#items;
  }

  /** The rule that the connection broke, or null. */
  get failure(): KitFailure | null {
    return this.#failure;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** @throws KitFailure when that was too much */
  count(bytes: number): void {
    this.#bytes += bytes;
    const { maxMib } = this.#options;
    if (this.#bytes > maxMib * 1024 * 1024) throw this.#tooMuch(`${maxMib} MiB`);
    this.#scope.received.add(bytes);
  }

  /** @throws KitFailure when that was one too many */
  put(item: Item): void {
    if (this.#ended) return;
    if (this.#items.length >= MAX_ITEMS) throw this.#tooMuch(`${MAX_ITEMS} ${this.#options.item}s`);
    this.#items.push(item);
    this.#wake();
  }

  /** Nothing more will come. With a failure, nothing that came counts. */
  end(failure: KitFailure | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#wake();
  }

  /** The first item that was not taken before and satisfies `test`; those before it are taken too. */
  async take(test: (item: Item) => boolean, deadlineMs: number): Promise<Item> {
    const { what, item } = this.#options;
    const first = this.#next;
    const find = (): Item | undefined => {
      while (this.#next < this.#items.length) {
        const candidate = this.#items[this.#next] as Item;
        this.#next += 1;
        if (test(candidate)) return candidate;
      }
      return undefined;
    };
    return this.#wait<Item>({
      look: find,
      atEnd: () => this.#endedBefore(`the awaited ${item} came${this.#passedOver(first)}`),
      late: () =>
        new KitFailure(
          'timeout',
          `${what}: the awaited ${item} did not come within ${deadlineMs} ms${this.#passedOver(first)}`,
        ),
      deadlineMs,
    });
  }

  /** Resolves when nothing more will come. */
  async untilEnded(deadlineMs: number): Promise<void> {
    const { what, notEnded = 'it was not closed' } = this.#options;
    await this.#wait<true>({
      look: () => (this.#ended ? true : undefined),
      atEnd: () => null,
      late: () => new KitFailure('timeout', `${what}: ${notEnded} within ${deadlineMs} ms`),
      deadlineMs,
    });
  }

  async #wait<T>(wanted: {
    look: () => T | undefined;
    atEnd: () => KitFailure | null;
    late: () => KitFailure;
    deadlineMs: number;
  }): Promise<T> {
    const scope = this.#scope;
    scope.assertOpen();
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        scope.signal.removeEventListener('abort', stop);
        finish();
      };
      const fail = (error: Error) => settle(() => reject(error));
      const stop = () => fail(scope.signal.reason as Error);
      const look = () => {
        if (this.#failure) return fail(this.#failure);
        try {
          const found = wanted.look();
          if (found !== undefined) return settle(() => resolve(found));
        } catch (error) {
          // What the suite's own condition threw, e.g. that a message is not JSON.
          return fail(error as Error);
        }
        const closed = this.#ended ? wanted.atEnd() : null;
        if (closed) fail(closed);
      };
      const timer = setTimeout(() => fail(wanted.late()), wanted.deadlineMs);
      this.#watchers.add(look);
      scope.signal.addEventListener('abort', stop, { once: true });
      look();
    });
  }

  #endedBefore(awaited: string): KitFailure {
    const { what, describeEnd } = this.#options;
    if (describeEnd) return new KitFailure('assertion', `${what}: ${describeEnd()} before ${awaited}`);
    return lostConnection(`${what}: it was closed before ${awaited}`);
  }

  /** Which items a wait that failed had before it. */
  #passedOver(first: number): string {
    const passed = this.#items.slice(first, this.#next);
    const last = passed.at(-1);
    if (last === undefined) return '';
    const { item, textOf } = this.#options;
    const count = passed.length === 1 ? `one other ${item}` : `${passed.length} other ${item}s`;
    return `; ${count} came, the last: ${showInline(textOf(last), MAX_SHOWN_CHARACTERS)}`;
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }

  #tooMuch(amount: string): KitFailure {
    return new KitFailure('error', `${this.#options.what}: more than ${amount} arrived`);
  }
}
