import type { ExerciseDetail, ExerciseSummary, RuntimeLibraries } from '#contracts';
import type { ExerciseManifest } from '#exercise-catalog';
import type { PublishedExercise } from '#persistence';

/** What is public about an exercise. Nothing reaches a client that is not named here (threat P06). */
export function toExerciseSummary(
  { slug, manifest }: { readonly slug: ExerciseSummary['slug']; readonly manifest: ExerciseManifest },
  bestScore: number | null,
): ExerciseSummary {
  const { title, summary, kind, runtimes, services, topics, points, minutes } = manifest;
  return { slug, title, summary, kind, runtimes, services, topics, points, minutes, bestScore };
}

export function toExerciseDetail(
  exercise: PublishedExercise,
  bestScore: number | null,
  libraries: readonly RuntimeLibraries[],
): ExerciseDetail {
  const { limits, groups, runtimes } = exercise.manifest;
  const { memoryMib, startTimeoutMs, testTimeoutMs, wallTimeoutMs } = limits;
  return {
    ...toExerciseSummary(exercise, bestScore),
    version: exercise.version,
    statement: exercise.statement,
    hints: exercise.hints.map(({ task, steps }) => ({ task, steps: [...steps] })),
    limits: { memoryMib, startTimeoutMs, testTimeoutMs, wallTimeoutMs },
    groups: groups.map(({ name, points, allOrNothing }) => ({ name, points, allOrNothing })),
    publicTests: exercise.publicSuite.map(({ path, content }) => ({ path, content })),
    environment: libraries.filter(({ runtime }) => runtimes.includes(runtime)),
    hasWalkthrough: exercise.manifest.walkthrough !== undefined,
  };
}
