import type { HintLadder, LintProblem } from '../exercise.js';
import type { ExerciseLayout } from '../folder/exercise-layout.js';
import { fileProblem, type SourceText } from '../folder/source-text.js';
import { ExerciseManifest } from '../manifest.js';
import { checkManifest } from './check-manifest.js';
import { readHints } from './read-hints.js';
import { readYaml, type YamlReading } from './read-yaml.js';

/** The manifest, statement and hints of an exercise, each null when it cannot be read. */
export interface Documents {
  readonly manifest: ExerciseManifest | null;
  /** To point at places in the manifest. */
  readonly reading: YamlReading<ExerciseManifest> | null;
  readonly statement: string | null;
  readonly hints: readonly HintLadder[] | null;
  readonly problems: readonly LintProblem[];
}

const EDITOR_SCHEMA = '../.schema/exercise.schema.json';

export function readDocuments(layout: ExerciseLayout): Documents {
  const reading =
    layout.manifest === undefined ? null : readYaml(layout.manifest, ExerciseManifest, EDITOR_SCHEMA);
  const manifest = reading?.value ?? null;
  const hints = layout.hints === undefined ? null : readHints(layout.hints);
  return {
    manifest,
    reading,
    statement: layout.statement?.text ?? null,
    hints: hints?.hints ?? null,
    problems: [
      ...(reading === null ? [missing('exercise.yaml', 'the manifest')] : reading.problems),
      ...(reading === null || manifest === null ? [] : checkManifest(manifest, reading)),
      ...checkStatement(layout.statement),
      ...(hints === null ? [missing('hints.md', 'a ladder of hints for each task')] : hints.problems),
    ],
  };
}

function checkStatement(statement: SourceText | undefined): LintProblem[] {
  if (statement === undefined) return [missing('statement.md', 'what the learner reads')];
  return statement.text.trim() === '' ? [statement.problem(0, 'is empty: write what the learner reads')] : [];
}

function missing(file: string, what: string): LintProblem {
  return fileProblem(file, `is missing: write ${what}`);
}
