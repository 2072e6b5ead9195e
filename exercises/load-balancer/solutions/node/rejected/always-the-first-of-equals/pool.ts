export interface BackEnd {
  readonly url: string;
  isWell: boolean;
  /** Requests that it was given and that are not over. */
  underWay: number;
}

export class Pool {
  readonly backEnds: readonly BackEnd[];

  constructor(urls: readonly string[]) {
    this.backEnds = urls.map((url) => ({ url, isWell: true, underWay: 0 }));
  }

  /** Chooses whom to ask, and counts the request: whoever takes must release. */
  take(except: ReadonlySet<BackEnd>): BackEnd | null {
    let best: BackEnd | null = null;
    for (const backEnd of this.backEnds) {
      if (!backEnd.isWell || except.has(backEnd)) continue;
      if (!best || backEnd.underWay < best.underWay) best = backEnd;
    }
    if (!best) return null;
    best.underWay += 1;
    return best;
  }

  release(backEnd: BackEnd): void {
    backEnd.underWay -= 1;
  }
}
