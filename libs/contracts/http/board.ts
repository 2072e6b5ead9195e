import { z } from 'zod';
import { BoardMode } from '../cohort-words.js';
import { timestamp } from './timestamp.js';

export const Standing = z.object({
  rank: z.number().int(),
  /** The alias, or the name of somebody who chose to show it. */
  name: z.string(),
  points: z.number(),
  reachedAt: timestamp(),
  /** It is the caller. */
  you: z.boolean(),
});
export type Standing = z.infer<typeof Standing>;

export const Leaderboard = z.object({
  /** What it is a board of: the name of the cohort, track or exercise. */
  title: z.string(),
  mode: BoardMode,
  /** Learners see the board as it was then; null while it is live. */
  frozenAt: timestamp().nullable(),
  /** True for staff, who see a frozen board live. */
  live: z.boolean(),
  /** Changes whenever the board does. */
  revision: z.string(),
  /** How many are on it. */
  total: z.number().int(),
  /** All points there are. */
  mostPoints: z.number().int(),
  items: z.array(Standing),
  nextCursor: z.string().nullable(),
  /** The caller's row with up to five on each side; empty when they are not on the board. */
  neighbours: z.array(Standing),
  /** Why the caller is on it or not. */
  you: z.enum(['ranked', 'no-points', 'hidden', 'not-a-learner', 'logged-out']),
});
export type Leaderboard = z.infer<typeof Leaderboard>;

/** What a watcher of a board is told: that it is another now. Read it again, with `If-None-Match`. */
export const BoardEvent = z.object({ type: z.literal('changed'), revision: z.string() });
export type BoardEvent = z.infer<typeof BoardEvent>;
