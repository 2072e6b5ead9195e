import { invariant } from '#contracts';

/**
 * A standing as one number, the score of a sorted set: the greater, the better. A double holds whole numbers up to 2^53
 * exactly: 22 bits of points (419,430 with a decimal) over 31 bits of seconds (until 2088), counted down.
 */
const SECONDS_SPAN = 2 ** 31;
const MOST_POINTS = 2 ** 22 - 1;
const EPOCH_SECONDS = Date.UTC(2020, 0, 1) / 1000;

export interface CodedStanding {
  readonly points: number;
  readonly reachedAtSeconds: number;
}

/** @param standing points as a whole number, in tenths */
export function toCode({ points, reachedAtSeconds }: CodedStanding): number {
  invariant(
    Number.isInteger(points) && points >= 0 && points <= MOST_POINTS,
    `${points} tenths of points are more than a board can hold`,
  );
  const seconds = Math.min(Math.max(reachedAtSeconds - EPOCH_SECONDS, 0), SECONDS_SPAN - 1);
  return points * SECONDS_SPAN + (SECONDS_SPAN - 1 - seconds);
}

export function fromCode(code: number): CodedStanding {
  const points = Math.floor(code / SECONDS_SPAN);
  return { points, reachedAtSeconds: EPOCH_SECONDS + (SECONDS_SPAN - 1 - (code - points * SECONDS_SPAN)) };
}
