import type { ExerciseId, Progress, StageState } from '#contracts';
import { earnPoints, sumPoints } from './earn-points.js';

interface PlannedExercise {
  readonly id: ExerciseId;
  readonly points: number;
}

/** A stage of a track with the exercises that can be done today. */
export interface StagePlan {
  readonly slug: string;
  /** Slugs of earlier stages. */
  readonly prerequisites: readonly string[];
  readonly exercises: readonly PlannedExercise[];
}

interface StageProgress {
  readonly slug: string;
  readonly state: StageState;
  readonly progress: Progress;
}

export interface TrackProgress {
  readonly stages: readonly StageProgress[];
  /** Each exercise once, however many stages name it. */
  readonly progress: Progress;
  /** Where to go on; null when nothing is left to pass. */
  readonly next: { readonly stage: string; readonly exerciseId: ExerciseId } | null;
}

/** Best scores (0–100) of one learner. An exercise that was never judged has none. */
export type BestScores = ReadonlyMap<ExerciseId, number>;

/**
 * How far a learner is along a track. What completes a stage: full marks in each of its exercises, once. A stage
 * without exercises asks for nothing of its own: it is never complete, and whoever waits for it waits for what comes
 * before it. A stage that was begun is in progress, also where an earlier one is not complete: `locked` is advice.
 */
export function measureTrack(stages: readonly StagePlan[], scores: BestScores): TrackProgress {
  const behind = new Map<string, boolean>();
  const measured = stages.map((stage) => {
    const isOpen = stage.prerequisites.every((slug) => behind.get(slug) ?? true);
    behind.set(stage.slug, stage.exercises.length === 0 ? isOpen : isComplete(stage, scores));
    const state = toState(stage, scores, isOpen);
    return { slug: stage.slug, state, progress: measureExercises(stage.exercises, scores) };
  });
  return {
    stages: measured,
    progress: measureExercises(listOnce(stages), scores),
    next: findNext(stages, measured, scores),
  };
}

const hasPassed = ({ id }: PlannedExercise, scores: BestScores): boolean => scores.get(id) === 100;

const isComplete = ({ exercises }: StagePlan, scores: BestScores): boolean =>
  exercises.every((exercise) => hasPassed(exercise, scores));

function toState(stage: StagePlan, scores: BestScores, isOpen: boolean): StageState {
  if (stage.exercises.length === 0) return 'available';
  if (isComplete(stage, scores)) return 'complete';
  if (stage.exercises.some(({ id }) => scores.has(id))) return 'in-progress';
  return isOpen ? 'available' : 'locked';
}

function measureExercises(exercises: readonly PlannedExercise[], scores: BestScores): Progress {
  return {
    points: sumPoints(exercises.map(({ points }) => points)),
    earned: sumPoints(exercises.map(({ id, points }) => earnPoints(points, scores.get(id) ?? 0))),
    exercises: exercises.length,
    passed: exercises.filter((exercise) => hasPassed(exercise, scores)).length,
  };
}

function listOnce(stages: readonly StagePlan[]): PlannedExercise[] {
  const all = stages.flatMap(({ exercises }) => exercises);
  return [...new Map(all.map((exercise) => [exercise.id, exercise])).values()];
}

/** The first exercise that is not passed, of the first stage in progress, else of the first that is available. */
function findNext(
  stages: readonly StagePlan[],
  measured: readonly StageProgress[],
  scores: BestScores,
): TrackProgress['next'] {
  const open = stages.flatMap(({ slug, exercises }, index) => {
    const exercise = exercises.find((one) => !hasPassed(one, scores));
    return exercise ? [{ stage: slug, exerciseId: exercise.id, state: measured[index]?.state }] : [];
  });
  const found =
    open.find(({ state }) => state === 'in-progress') ?? open.find(({ state }) => state === 'available');
  return found === undefined ? null : { stage: found.stage, exerciseId: found.exerciseId };
}
