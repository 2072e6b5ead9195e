export interface TogetherSettings<Item, Result> {
  /** Does the work of all of them, in the order in which it was asked for; an Error among the results is that item's own. */
  readonly work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  /** Most items at a time. */
  readonly most: number;
  /** Items with one key take turns instead of going together. */
  readonly turnOf?: (item: Item) => string;
  /** Most of what `sizeOf` counts at a time, unless one item alone is larger. */
  readonly mostSize?: number;
  readonly sizeOf?: (item: Item) => number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Work that costs little more for many than for one, such as a question to the database. One piece is under way at a
 * time, and whatever is asked for meanwhile makes up the next: nobody waits for company, and under load the pieces grow.
 * What an item gets was begun after it asked.
 */
export class Together<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private isWorking = false;

  constructor(private readonly settings: TogetherSettings<Item, Result>) {}

  /** @throws what the work failed with, for all that were done together, or what it said of this item */
  do(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.isWorking) void this.workOff();
    });
  }

  private async workOff(): Promise<void> {
    this.isWorking = true;
    while (this.waiting.length > 0) await this.workOn(this.takeNext());
    this.isWorking = false;
  }

  private async workOn(taken: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.settings.work(taken.map(({ item }) => item));
      taken.forEach(({ resolve, reject }, index) => {
        const result = results[index]!;
        if (result instanceof Error) reject(result);
        else resolve(result);
      });
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  /** From the front, as long as there is room; those whose turn it is not, or that are too large, keep their places. */
  private takeNext(): Waiting<Item, Result>[] {
    const { most, turnOf, mostSize = Infinity, sizeOf = () => 0 } = this.settings;
    const taken: Waiting<Item, Result>[] = [];
    const kept: Waiting<Item, Result>[] = [];
    const turns = new Set<string>();
    let size = 0;
    for (const one of this.waiting) {
      const turn = turnOf?.(one.item);
      const fits = taken.length < most && (taken.length === 0 || size + sizeOf(one.item) <= mostSize);
      if (!fits || (turn !== undefined && turns.has(turn))) {
        kept.push(one);
      } else {
        taken.push(one);
        size += sizeOf(one.item);
      }
      if (turn !== undefined) turns.add(turn);
    }
    this.waiting = kept;
    return taken;
  }
}
