import { z } from 'zod';
import { ExerciseSlug } from '#contracts';

const StageSlug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a slug is lower-case words joined by hyphens')
  .max(64);

/** One step of a roadmap. */
export const TrackStage = z.strictObject({
  slug: StageSlug,
  title: z.string().min(3).max(80),
  summary: z.string().min(10).max(300).describe('What a learner can do after this stage.'),
  prerequisites: z.array(StageSlug).default([]).describe('Slugs of earlier stages of this track.'),
  exercises: z
    .array(ExerciseSlug)
    .default([])
    .describe('Folder names in exercises/, in the order to do them.'),
});
export type TrackStage = z.infer<typeof TrackStage>;

/** `tracks/<slug>.yaml`, as authors write it. */
export const TrackManifest = z.strictObject({
  title: z.string().min(3).max(80),
  summary: z.string().min(10).max(300),
  stages: z.array(TrackStage).min(1),
});
export type TrackManifest = z.infer<typeof TrackManifest>;

/** A roadmap: ordered stages of exercises. Its slug is the name of its file. */
export interface Track extends TrackManifest {
  readonly slug: string;
}
