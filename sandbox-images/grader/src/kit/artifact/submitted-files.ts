import type { SubmissionFile } from '#contracts';
import { KitFailure, SuiteMistake } from '../failures.js';

let submitted: ReadonlyMap<string, string> | null = null;

/** Keeps what was submitted. A map, not an object: a file may be called `__proto__`. */
export function giveFiles(files: readonly SubmissionFile[]): void {
  submitted = new Map(files.map(({ path, content }) => [path, content]));
}

export function listFiles(): readonly string[] {
  return [...getFiles().keys()].sort();
}

/** @throws KitFailure in words for the learner, when there is no such file */
export function getText(path: string): string {
  const text = getFiles().get(path);
  if (text !== undefined) return text;
  const near = listFiles().find((other) => other.toLowerCase() === path.toLowerCase());
  const hint = near === undefined ? tellFiles() : `There is ${near}: upper and lower case count.`;
  throw new KitFailure('assertion', `The submission has no file ${path}. ${hint}`);
}

const MAX_TOLD = 10;

function tellFiles(): string {
  const paths = listFiles();
  const more = paths.length > MAX_TOLD ? `, and ${paths.length - MAX_TOLD} more` : '';
  return `It has ${paths.slice(0, MAX_TOLD).join(', ')}${more}.`;
}

function getFiles(): ReadonlyMap<string, string> {
  if (submitted) return submitted;
  throw new SuiteMistake(
    'The learner’s files are there only in exercises of kind "artifact", inside tests and hooks.',
  );
}
