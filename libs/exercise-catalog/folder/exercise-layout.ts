import type { LintProblem } from '../exercise.js';
import type { FolderContent } from './read-folder.js';
import { fileProblem, type SourceText } from './source-text.js';

/** A program of the author's, as it lies in the folder: a starter or a solution. */
export interface ProgramFolder {
  /** Its folder, e.g. `solutions/node/rejected/forgets-expiry`. */
  readonly path: string;
  /** As the folder says: lint checks it. */
  readonly runtime: string;
  /** Paths within `path`. */
  readonly files: { readonly path: string; readonly content: string }[];
}

export interface SolutionFolder extends ProgramFolder {
  readonly name: string;
  readonly verdict: 'accepted' | 'rejected';
  expectation: SourceText | null;
}

/** Every file of an exercise folder in its place. */
export interface ExerciseLayout {
  readonly manifest: SourceText | undefined;
  readonly statement: SourceText | undefined;
  readonly hints: SourceText | undefined;
  readonly walkthrough: SourceText | undefined;
  readonly starters: readonly ProgramFolder[];
  readonly publicTests: readonly SourceText[];
  readonly hiddenTests: readonly SourceText[];
  readonly solutions: readonly SolutionFolder[];
  readonly problems: readonly LintProblem[];
}

const STARTER = /^(?<path>starter\/(?<runtime>[^/]+))\/(?<rest>.+)$/;
const SOLUTION =
  /^(?<path>solutions\/(?<runtime>[^/]+)\/(?<verdict>accepted|rejected)\/(?<name>[^/]+))\/(?<rest>.+)$/;
const TEST = /^tests\/(public|hidden)\/.+\.ts$/;
const DOCUMENTS = ['exercise.yaml', 'statement.md', 'hints.md', 'walkthrough.md'];
const MAX_DOCUMENT_BYTES = 64 * 1024;

/** Puts each file where it belongs; files that belong nowhere, or are too long for their place, become problems. */
export function layOut({ files, problems }: FolderContent): ExerciseLayout {
  const starters = new Map<string, ProgramFolder>();
  const solutions = new Map<string, SolutionFolder>();
  const found: LintProblem[] = [...problems];
  for (const source of files.values()) {
    if (addStarter(starters, source) || addSolution(solutions, source) || TEST.test(source.path)) continue;
    found.push(...checkDocument(source));
  }
  const testsIn = (folder: string) =>
    [...files.values()].filter(({ path }) => path.startsWith(folder) && TEST.test(path));
  return {
    manifest: files.get('exercise.yaml'),
    statement: files.get('statement.md'),
    hints: files.get('hints.md'),
    walkthrough: files.get('walkthrough.md'),
    starters: [...starters.values()],
    publicTests: testsIn('tests/public/'),
    hiddenTests: testsIn('tests/hidden/'),
    solutions: [...solutions.values()],
    problems: found,
  };
}

function addStarter(starters: Map<string, ProgramFolder>, source: SourceText): boolean {
  const match = STARTER.exec(source.path)?.groups;
  if (match === undefined) return false;
  const { path = '', runtime = '', rest = '' } = match;
  const program = starters.get(path) ?? { path, runtime, files: [] };
  program.files.push({ path: rest, content: source.text });
  starters.set(path, program);
  return true;
}

function addSolution(solutions: Map<string, SolutionFolder>, source: SourceText): boolean {
  const match = SOLUTION.exec(source.path)?.groups;
  if (match === undefined) return false;
  const { path = '', runtime = '', name = '', rest = '' } = match;
  const verdict = match['verdict'] === 'accepted' ? 'accepted' : 'rejected';
  const solution = solutions.get(path) ?? { path, runtime, name, verdict, files: [], expectation: null };
  if (rest === 'expect.yaml') solution.expectation = source;
  else solution.files.push({ path: rest, content: source.text });
  solutions.set(path, solution);
  return true;
}

function checkDocument(source: SourceText): LintProblem[] {
  if (!DOCUMENTS.includes(source.path)) {
    return [
      fileProblem(source.path, 'does not belong into an exercise folder (see docs/EXERCISE-FORMAT.md)'),
    ];
  }
  const bytes = Buffer.byteLength(source.text);
  if (bytes <= MAX_DOCUMENT_BYTES) return [];
  return [fileProblem(source.path, `is ${bytes} bytes; at most ${MAX_DOCUMENT_BYTES} are allowed`)];
}
