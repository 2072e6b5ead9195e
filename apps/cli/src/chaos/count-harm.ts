import type { Outcome } from '#contracts';
import type { Acknowledged } from './learners.js';

/** A submission as the database has it in the end, with every verdict that it ever got. */
export interface FinalRow {
  readonly id: string;
  readonly learner: number;
  readonly status: string;
  readonly outcome: Outcome | null;
  readonly verdicts: readonly Outcome[];
  readonly delayMs: number;
}

export interface Harm {
  readonly submissions: number;
  /** Acknowledged, and without a row or a verdict. */
  readonly lost: readonly string[];
  /** More than one verdict beside those we gave up; or a row that nobody was promised. */
  readonly doubled: readonly string[];
  /** Another outcome than the program has. */
  readonly wrong: readonly string[];
  readonly longestDelayMs: number;
}

/** What came of the submissions that were acknowledged. */
export function countHarm(acknowledged: readonly Acknowledged[], rows: readonly FinalRow[]): Harm {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const promised = new Set(acknowledged.map(({ id }) => id));
  const found = acknowledged.map(({ id, program }) => ({ id, program, row: byId.get(id) }));
  const isJudged = (row: FinalRow | undefined) => row?.status === 'judged' && row.verdicts.length > 0;
  const countOwn = ({ verdicts }: FinalRow) =>
    verdicts.filter((outcome) => outcome !== 'system-error').length;
  return {
    submissions: acknowledged.length,
    lost: found.filter(({ row }) => !isJudged(row)).map(({ id }) => id),
    doubled: [
      ...(promised.size < acknowledged.length ? ['one row was acknowledged as two submissions'] : []),
      ...rows.filter((row) => countOwn(row) > 1 || !promised.has(row.id)).map(({ id }) => id),
    ],
    wrong: found
      .filter(({ row, program }) => isJudged(row) && row?.outcome !== program.expected)
      .map(({ id, row, program }) => `${id}: ${row?.outcome} instead of ${program.expected}`),
    longestDelayMs: Math.max(0, ...rows.map(({ delayMs }) => delayMs)),
  };
}
