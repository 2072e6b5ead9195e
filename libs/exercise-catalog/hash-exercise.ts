import { createHash } from 'node:crypto';
import { ExerciseVersion } from '#contracts';

export interface HashedFile {
  /** Relative to the exercise folder, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** First line of the canonical form; a new form gets a new line, so that versions never meet. */
const CANONICAL_FORM = 'touchstone exercise 1\n';

/**
 * The version of an exercise: SHA-256 over everything that is judged or shown (`exercise.yaml`, `statement.md`,
 * `hints.md`, `walkthrough.md`, `starter/`, `tests/`), and of its solutions over those that the walk-through shows.
 * Canonical form: the line above, then for each file, in
 * ascending order of the UTF-8 bytes of its path: `<path> NUL <content length in bytes, decimal> NUL <content>`.
 *
 * @param shown folders of the solutions that the walk-through is about
 */
export function hashExercise(files: readonly HashedFile[], shown: readonly string[] = []): ExerciseVersion {
  const hash = createHash('sha256').update(CANONICAL_FORM);
  const counted = files.filter(({ path }) => isCounted(path, shown));
  for (const file of counted.map(toBytes).sort((a, b) => Buffer.compare(a.path, b.path))) {
    hash.update(file.path).update(`\0${file.content.length}\0`).update(file.content);
  }
  return ExerciseVersion.parse(hash.digest('hex'));
}

/** Whether the version is of this file too. @param shown as for `hashExercise` */
export function isCounted(path: string, shown: readonly string[]): boolean {
  return !path.startsWith('solutions/') || shown.some((folder) => path.startsWith(`${folder}/`));
}

function toBytes(file: HashedFile): { path: Buffer; content: Buffer } {
  return { path: Buffer.from(file.path), content: Buffer.from(file.content) };
}
