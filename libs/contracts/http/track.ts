import { z } from 'zod';
import { ExerciseSlug } from '../ids.js';
import { ExerciseSummary } from './exercise.js';

/** How far somebody is: points and passed exercises of all there are. Nothing is earned by a visitor who is logged out. */
export const Progress = z.object({
  points: z.number(),
  /** In tenths, rounded down. */
  earned: z.number(),
  exercises: z.number().int(),
  passed: z.number().int(),
});
export type Progress = z.infer<typeof Progress>;

/** `locked` is advice: something earlier is not complete. Every exercise can be opened at any time. */
export const StageState = z.enum(['locked', 'available', 'in-progress', 'complete']);
export type StageState = z.infer<typeof StageState>;

export const TrackSummary = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string(),
  stageCount: z.number().int(),
  progress: Progress,
});
export type TrackSummary = z.infer<typeof TrackSummary>;

export const TrackList = z.object({ items: z.array(TrackSummary) });
export type TrackList = z.infer<typeof TrackList>;

export const TrackDetail = TrackSummary.extend({
  stages: z.array(
    z.object({
      slug: z.string(),
      title: z.string(),
      summary: z.string(),
      prerequisites: z.array(z.string()),
      exercises: z.array(ExerciseSummary),
      /** null when logged out. A stage without exercises is always available and stands in nobody's way. */
      state: StageState.nullable(),
      progress: Progress,
    }),
  ),
  /** Where to go on; null when everything is passed. */
  next: z.object({ stage: z.string(), exercise: ExerciseSlug }).nullable(),
});
export type TrackDetail = z.infer<typeof TrackDetail>;
