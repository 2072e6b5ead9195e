import { z } from 'zod';
import { ExerciseSummary } from './exercise.js';

export const TrackSummary = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string(),
  stageCount: z.number().int(),
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
      /** Share of the stage's points the caller has earned, 0–1. */
      progress: z.number().min(0).max(1),
    }),
  ),
});
export type TrackDetail = z.infer<typeof TrackDetail>;
