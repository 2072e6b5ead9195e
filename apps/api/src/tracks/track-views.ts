import type { ExerciseSummary, TrackDetail, TrackSummary } from '#contracts';
import type { Track, TrackStage } from '#exercise-catalog';

export function toTrackSummary({ slug, title, summary, stages }: Track): TrackSummary {
  return { slug, title, summary, stageCount: stages.length };
}

/** @param exercises every current exercise, with the caller's best scores */
export function toTrackDetail(track: Track, exercises: readonly ExerciseSummary[]): TrackDetail {
  return { ...toTrackSummary(track), stages: track.stages.map((stage) => toStage(stage, exercises)) };
}

function toStage(stage: TrackStage, all: readonly ExerciseSummary[]): TrackDetail['stages'][number] {
  const exercises = stage.exercises.flatMap((slug) => all.find((exercise) => exercise.slug === slug) ?? []);
  const { slug, title, summary, prerequisites } = stage;
  return { slug, title, summary, prerequisites, exercises, progress: measureProgress(exercises) };
}

/** Share of the points that are earned, 0–1; a stage without exercises has none to earn. */
function measureProgress(exercises: readonly ExerciseSummary[]): number {
  const total = exercises.reduce((sum, { points }) => sum + points, 0);
  const earned = exercises.reduce((sum, { points, bestScore }) => sum + (points * (bestScore ?? 0)) / 100, 0);
  return total === 0 ? 0 : earned / total;
}
