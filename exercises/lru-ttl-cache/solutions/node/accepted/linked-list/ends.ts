export interface Ending {
  until: number;
  /** Its place in the heap, so that it can be removed without a search. */
  place: number;
}

/** A binary heap by the end of life whose members know where they are. */
export function createEnds<T extends Ending>() {
  const heap: T[] = [];

  function put(item: T, place: number): void {
    heap[place] = item;
    item.place = place;
  }

  /** Moves an item up or down until its parent ends no later and its children end no earlier. */
  function settle(item: T): void {
    let place = item.place;
    for (
      let parent = (place - 1) >> 1;
      place > 0 && heap[parent]!.until > item.until;
      parent = (place - 1) >> 1
    ) {
      put(heap[parent]!, place);
      place = parent;
    }
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < heap.length && heap[child + 1]!.until < heap[child]!.until) child += 1;
      if (child >= heap.length || heap[child]!.until >= item.until) break;
      put(heap[child]!, place);
      place = child;
    }
    put(item, place);
  }

  return {
    first: (): T | undefined => heap[0],

    add(item: T): void {
      item.place = heap.length;
      heap.push(item);
      settle(item);
    },

    remove(item: T): void {
      const last = heap.pop()!;
      if (last === item) return;
      put(last, item.place);
      settle(last);
    },
  };
}
