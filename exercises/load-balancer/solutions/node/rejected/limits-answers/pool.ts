export interface BackEnd {
  readonly url: string;
  isWell: boolean;
  /** Requests that it was given and that are not over. */
  underWay: number;
}

export class Pool {
  readonly backEnds: readonly BackEnd[];
  #last = -1;

  constructor(urls: readonly string[]) {
    this.backEnds = urls.map((url) => ({ url, isWell: true, underWay: 0 }));
  }

  /** Chooses whom to ask, and counts the request: whoever takes must release. */
  take(except: ReadonlySet<BackEnd>): BackEnd | null {
    let best: BackEnd | null = null;
    for (const backEnd of this.#inTurn()) {
      if (!backEnd.isWell || except.has(backEnd)) continue;
      // Not "as few": among equals it is the turn of the first.
      if (!best || backEnd.underWay < best.underWay) best = backEnd;
    }
    if (!best) return null;
    this.#last = this.backEnds.indexOf(best);
    best.underWay += 1;
    return best;
  }

  release(backEnd: BackEnd): void {
    backEnd.underWay -= 1;
  }

  /** All of them, beginning behind the one that was chosen last. */
  #inTurn(): BackEnd[] {
    const next = this.#last + 1;
    return [...this.backEnds.slice(next), ...this.backEnds.slice(0, next)];
  }
}
