import type { UserId } from '#contracts';
import type { RankedStanding } from '#scoring';
import { fromCode, toCode } from './standing-code.js';

/** Where a page begins: below so many of those whose code is this. */
export interface PagePosition {
  readonly code: number;
  readonly skip: number;
}

export interface BoardPage {
  readonly rows: readonly RankedStanding[];
  /** How many are on the board. */
  readonly total: number;
  /** null on the last page. */
  readonly next: PagePosition | null;
}

/** A learner's place with those just above and below it. */
export interface Neighbourhood {
  readonly own: RankedStanding;
  readonly rows: readonly RankedStanding[];
}

/** Members and codes in turns, as Redis lists them. */
export type RawRows = readonly string[];

/**
 * Places consecutive rows of a board.
 * @param index how many rows come before the first one
 * @param ahead how many of them have more than the first one: the others share its rank
 */
export function placeRows(raw: RawRows, index: number, ahead: number): RankedStanding[] {
  const placed: RankedStanding[] = [];
  let above: string | undefined;
  let rank = ahead + 1;
  for (let at = 0; at < raw.length; at += 2) {
    const code = raw[at + 1]!;
    if (above !== undefined && code !== above) rank = index + at / 2 + 1;
    placed.push({ userId: raw[at] as UserId, rank, ...fromCode(Number(code)) });
    above = code;
  }
  return placed;
}

/** Where the page after these rows begins. */
export function positionAfter(rows: readonly RankedStanding[], index: number): PagePosition {
  const last = rows.at(-1)!;
  return { code: toCode(last), skip: index + rows.length - (last.rank - 1) };
}
