import type { LoggedExchange } from '../exchange-log.js';
import type { LoggedCall } from './logged-call.js';

export type Origin = { readonly exchange: LoggedExchange } | { readonly call: LoggedCall };

export interface Found {
  readonly origin: Origin;
  /** `items[0].title`; empty for the whole. */
  readonly place: string;
}

/** As many as a test looks at before it fails; each may be the parsed MiB of an answer. */
const KEPT = 8;

/**
 * Which answer of the learner's program a value is from, told by the value itself: every answer is parsed into objects of
 * its own, so that a suite's `expect(page.items).toEqual(…)` can be told to be about a body, and where in it.
 */
export class ValueOrigins {
  readonly #known: { readonly root: unknown; readonly origin: Origin }[] = [];

  remember(root: unknown, origin: Origin): void {
    this.#known.unshift({ root, origin });
    this.#known.length = Math.min(this.#known.length, KEPT);
  }

  /** Numbers, texts and the like have no identity: one is known only while it is the whole of the last answer. */
  find(value: unknown): Found | null {
    if (typeof value !== 'object' || value === null) {
      const [last] = this.#known;
      return last && Object.is(last.root, value) ? { origin: last.origin, place: '' } : null;
    }
    for (const { root, origin } of this.#known) {
      const place = findPlace(root, value);
      if (place !== null) return { origin, place };
    }
    return null;
  }
}

/** Breadth first: of two ways to the same object the shorter is the clearer. */
function findPlace(root: unknown, wanted: object): string | null {
  const queue: { value: unknown; place: string }[] = [{ value: root, place: '' }];
  const seen = new Set<unknown>();
  for (const { value, place } of queue) {
    if (value === wanted) return place;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, item] of listParts(value)) {
      if (typeof item === 'object' && item !== null)
        queue.push({ value: item, place: joinPlace(place, key) });
    }
  }
  return null;
}

function listParts(value: object): Iterable<readonly [string | number, unknown]> {
  if (Array.isArray(value)) return value.entries();
  return value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)
    ? []
    : Object.entries(value);
}

/** How places are written everywhere: `items[0].title`. */
function joinPlace(place: string, key: string | number): string {
  if (typeof key === 'number') return `${place}[${key}]`;
  return place === '' ? key : `${place}.${key}`;
}
