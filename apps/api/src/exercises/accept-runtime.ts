import { Refusal, type RuntimeName } from '#contracts';
import type { PublishedExercise } from '#persistence';

/** @throws Refusal `unknown-runtime` that lists what the exercise accepts */
export function acceptRuntime({ slug, manifest }: PublishedExercise, asked: string): RuntimeName {
  const runtime = manifest.runtimes.find((name) => name === asked);
  if (runtime !== undefined) return runtime;
  throw new Refusal(
    'unknown-runtime',
    `\`${slug}\` is solved in ${manifest.runtimes.join(' or ')}: send one of these as \`runtime\`.`,
    {
      errors: [{ path: 'runtime', message: `not one of ${manifest.runtimes.join(', ')}` }],
    },
  );
}
