import { createHash } from 'node:crypto';
import type { BoardMode } from '#contracts';
import type { BoardScope } from '#persistence';
import type { WorkTerms } from '#scoring';

/** One board as one kind of viewer sees it: whose work counts, under which terms, up to when. */
export interface Board {
  readonly title: string;
  readonly mode: BoardMode;
  readonly frozenAt: Date | null;
  readonly scope: BoardScope;
  readonly terms: WorkTerms;
  /** Verdicts after it do not count for this viewer; null: all do. */
  readonly cutMs: number | null;
  /** All points there are. */
  readonly mostPoints: number;
}

/**
 * What the board is kept under: everything that decides what is on it. Whoever changes a term looks at another board
 * from then on, and the one before is forgotten by itself.
 */
export function toBoardKey({ scope, terms, cutMs }: Board): string {
  const text = JSON.stringify([scope.cohortId, terms, cutMs]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 27);
}

/** What the standings of this board are announced under. */
export const topicsOf = ({ scope }: Board) => [
  ...scope.exerciseIds,
  ...(scope.cohortId === null ? [] : [scope.cohortId]),
];
