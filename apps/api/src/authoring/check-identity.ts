import type { LintFinding, SubmissionFile } from '#contracts';
import type { Exercise } from '#exercise-catalog';
import type { ExerciseRepository } from '#persistence';

/**
 * Mistakes that only show beside the other exercises: an id belongs to one exercise, and an exercise keeps its id, or
 * everybody would lose what they have reached in it.
 */
export async function checkIdentity(
  exercises: ExerciseRepository,
  { slug, manifest }: Exercise,
  files: readonly SubmissionFile[],
): Promise<LintFinding[]> {
  const namesakes = await exercises.listNamesakes({ slug, id: manifest.id });
  const former = namesakes.find((other) => other.slug === slug && other.id !== manifest.id);
  const owner = namesakes.find((other) => other.slug !== slug && !other.retired);
  const messages = [
    ...(former === undefined
      ? []
      : [`the id of ${slug} is ${former.id}: keep it, or learners lose what they have reached`]),
    ...(owner === undefined ? [] : [`the id belongs to ${owner.slug}: give this exercise a new random UUID`]),
  ];
  const place = { file: 'exercise.yaml', ...locateId(files, manifest.id), severity: 'error' as const };
  return messages.map((message) => ({ ...place, message }));
}

function locateId(files: readonly SubmissionFile[], id: string): { line: number; column: number } {
  const yaml = files.find(({ path }) => path === 'exercise.yaml')?.content ?? '';
  const before = yaml.slice(0, Math.max(0, yaml.indexOf(id))).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
