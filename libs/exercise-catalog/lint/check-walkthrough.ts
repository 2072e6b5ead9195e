import type { LintProblem } from '../exercise.js';
import type { ExerciseLayout } from '../folder/exercise-layout.js';
import { fileProblem } from '../folder/source-text.js';
import type { ExerciseManifest } from '../manifest.js';
import { suggestName } from './suggest-name.js';
import type { YamlReading } from './read-yaml.js';

/** A walk-through is whole or not there: a text, and the accepted solutions that it is about. */
export function checkWalkthrough(
  { walkthrough }: ExerciseManifest,
  reading: YamlReading<unknown>,
  layout: ExerciseLayout,
): LintProblem[] {
  const text = layout.walkthrough;
  if (walkthrough === undefined) {
    return text === undefined
      ? []
      : [text.problem(0, 'is shown to nobody: name its solutions in exercise.yaml under walkthrough')];
  }
  return [
    ...(text === undefined ? [fileProblem('walkthrough.md', 'is missing: exercise.yaml announces it')] : []),
    ...(text?.text.trim() === ''
      ? [text.problem(0, 'is empty: write what the solution decides, and why')]
      : []),
    ...checkSolutions(walkthrough.solutions, reading, layout),
  ];
}

function checkSolutions(
  named: readonly string[],
  reading: YamlReading<unknown>,
  layout: ExerciseLayout,
): LintProblem[] {
  const accepted = layout.solutions.filter(({ verdict }) => verdict === 'accepted').map(({ path }) => path);
  const runtimes = named.map((path) => path.split('/')[1]);
  return named.flatMap((path, index) => {
    const at = (message: string) => reading.problemAt(['walkthrough', 'solutions', index], message);
    if (!accepted.includes(path)) return [at(unknownSolution(path, accepted))];
    const isRepeated = runtimes.indexOf(runtimes[index]) !== index;
    return isRepeated
      ? [at(`there is already a solution for ${runtimes[index]}: name one for each runtime`)]
      : [];
  });
}

function unknownSolution(path: string, accepted: readonly string[]): string {
  const near = suggestName(path, accepted);
  return near === null
    ? `there is no accepted solution ${path}`
    : `there is no accepted solution ${path}; did you mean ${near}?`;
}
