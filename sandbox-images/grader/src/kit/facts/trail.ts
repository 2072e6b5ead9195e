/** What happened in a test, as far as its failure needs it: the last thing, and the one that a failed check looked at. */
export class Trail<Event> {
  #last: Event | null = null;
  #blamed: Event | null = null;

  record(event: Event): void {
    this.#last = event;
    this.#blamed = null;
  }

  blame(event: Event): void {
    this.#blamed = event;
  }

  get last(): Event | null {
    return this.#last;
  }

  /** What a failed test shows: what its failed check looked at, else the last thing that happened. */
  get shown(): Event | null {
    return this.#blamed ?? this.#last;
  }
}
