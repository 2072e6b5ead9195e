export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly until: number;
}

/**
 * Entries by the end of their life. An entry that was replaced or removed stays in here until it comes to the top, or until such
 * entries are more than half: then the heap is built anew. So removing costs nothing, and memory follows the entries that count.
 */
export class ExpiryHeap {
  #items: Entry[] = [];
  readonly #isCurrent: (entry: Entry) => boolean;

  constructor(isCurrent: (entry: Entry) => boolean) {
    this.#isCurrent = isCurrent;
  }

  add(entry: Entry, currentCount: number): void {
    if (this.#items.length > 2 * currentCount + 16) this.#rebuild();
    this.#items.push(entry);
    this.#rise(this.#items.length - 1);
  }

  /** Takes out an entry that counts and whose life is over; null when there is none. */
  takeExpired(nowMs: number): Entry | null {
    for (;;) {
      const top = this.#items[0];
      if (!top || top.until > nowMs) return null;
      const last = this.#items.pop()!;
      if (last !== top) {
        this.#items[0] = last;
        this.#sink(0);
      }
      if (this.#isCurrent(top)) return top;
    }
  }

  #rebuild(): void {
    this.#items = this.#items.filter(this.#isCurrent);
    for (let index = this.#items.length >> 1; index >= 0; index -= 1) this.#sink(index);
  }

  #rise(index: number): void {
    const items = this.#items;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (items[parent]!.until <= items[index]!.until) return;
      [items[parent], items[index]] = [items[index]!, items[parent]!];
      index = parent;
    }
  }

  #sink(index: number): void {
    const items = this.#items;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < items.length && items[child]!.until < items[least]!.until) least = child;
      if (least === index) return;
      [items[least], items[index]] = [items[index]!, items[least]!];
      index = least;
    }
  }
}
