import type { ExerciseSummary, TrackDetail, TrackSummary } from '#contracts';
import type { Track, TrackStage } from '#exercise-catalog';
import type { ExerciseRecord } from '#persistence';
import { measureTrack, type BestScores, type StagePlan, type TrackProgress } from '#scoring';
import { toExerciseSummary } from '../exercises/exercise-views.js';

/** Every exercise that can be done today, and what somebody has reached; `scores` is null when logged out. */
export interface Reached {
  readonly exercises: readonly ExerciseRecord[];
  readonly scores: BestScores | null;
}

export function toTrackSummary(track: Track, reached: Reached): TrackSummary {
  return summarise(track, measure(track, reached));
}

export function toTrackDetail(track: Track, reached: Reached): TrackDetail {
  const measured = measure(track, reached);
  return {
    ...summarise(track, measured),
    stages: track.stages.map((stage, index) => toStage(stage, measured.stages[index]!, reached)),
    next: toNext(measured, reached),
  };
}

function measure({ stages }: Track, reached: Reached): TrackProgress {
  return measureTrack(
    stages.map((stage) => toPlan(stage, reached)),
    reached.scores ?? new Map(),
  );
}

function summarise({ slug, title, summary, stages }: Track, { progress }: TrackProgress): TrackSummary {
  return { slug, title, summary, stageCount: stages.length, progress };
}

function toPlan(stage: TrackStage, reached: Reached): StagePlan {
  const { slug, prerequisites } = stage;
  const exercises = findExercises(stage, reached).map(({ manifest: { id, points } }) => ({ id, points }));
  return { slug, prerequisites, exercises };
}

function toStage(
  stage: TrackStage,
  { state, progress }: TrackProgress['stages'][number],
  reached: Reached,
): TrackDetail['stages'][number] {
  const { slug, title, summary, prerequisites } = stage;
  const exercises = findExercises(stage, reached).map((record): ExerciseSummary =>
    toExerciseSummary(record, reached.scores?.get(record.manifest.id) ?? null),
  );
  return {
    slug,
    title,
    summary,
    prerequisites,
    exercises,
    state: reached.scores === null ? null : state,
    progress,
  };
}

/** The exercises of a stage that are there: one that is broken or retired today is left out. */
function findExercises(stage: TrackStage, { exercises }: Reached): ExerciseRecord[] {
  return stage.exercises.flatMap((slug) => exercises.find((record) => record.slug === slug) ?? []);
}

function toNext({ next }: TrackProgress, { exercises }: Reached): TrackDetail['next'] {
  const exercise = exercises.find(({ manifest }) => manifest.id === next?.exerciseId);
  return next === null || exercise === undefined ? null : { stage: next.stage, exercise: exercise.slug };
}
