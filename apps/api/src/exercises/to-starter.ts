import { Refusal, type Starter } from '#contracts';
import type { PublishedExercise } from '#persistence';
import { acceptRuntime } from './accept-runtime.js';

/** @throws Refusal `unknown-runtime`, or `not-found` when there is nothing to start from */
export function toStarter(exercise: PublishedExercise, asked: string): Starter {
  const runtime = acceptRuntime(exercise, asked);
  const files = exercise.starters[runtime];
  if (files !== undefined) return { runtime, files: [...files] };
  throw new Refusal(
    'not-found',
    `\`${exercise.slug}\` has no starter for ${runtime}: begin with an empty folder.`,
  );
}
