import type { Exercise, Solution, Track } from '#exercise-catalog';
import type { ProofFacts } from './proof-ledger.js';

export interface CatalogueEntry {
  readonly exercise: Exercise;
  readonly solutions: readonly Solution[];
  /** null when it is not proven as it stands. */
  readonly proof: ProofFacts | null;
}

const INTRODUCTION = `# The catalogue

Written by \`npm run docs:catalogue\` from \`exercises/\` and its proofs; a test holds it to that.

Every exercise is proven against the solutions that ship with it: each accepted one passes, each wrong one fails exactly where its author says, and
every hidden test fails at least one. *Not proven* means that what is judged has changed since three shuffled runs of each program were recorded. *Time* is what an accepted solution spends in its pod, at the median of the proof's runs on a machine of two processors.
`;

/** docs/CATALOGUE.md, as a whole. */
export function describeCatalogue(entries: readonly CatalogueEntry[], tracks: readonly Track[]): string {
  const bySlug = [...entries].sort((a, b) => (a.exercise.slug < b.exercise.slug ? -1 : 1));
  const known = new Set(bySlug.map(({ exercise }) => exercise.slug));
  return [
    INTRODUCTION,
    '## Exercises',
    '',
    ...table(
      ['exercise', 'kind', 'runtimes', 'real parts', 'hidden tests', 'accepted', 'wrong', 'minutes', 'time'],
      bySlug.map(describeExercise),
    ),
    ...tracks.flatMap((track) => describeTrack(track, known)),
    '',
  ].join('\n');
}

function describeExercise({ exercise, solutions, proof }: CatalogueEntry): string[] {
  const { kind, runtimes, minutes, title } = exercise.manifest;
  const wrong = solutions.filter(({ expectation }) => expectation !== null).length;
  return [
    `[${title}](../exercises/${exercise.slug}/statement.md) \`${exercise.slug}\``,
    kind,
    runtimes.join(', '),
    listParts(exercise) || '–',
    String(proof?.tests ?? '–'),
    String(solutions.length - wrong),
    String(wrong),
    String(minutes),
    proof === null ? 'not proven' : describeTime(proof),
  ];
}

const describeTime = ({ medianMs }: ProofFacts): string =>
  medianMs === undefined ? 'proven' : `${(medianMs / 1000).toFixed(1)} s`;

/** What runs beside the program. */
function listParts({ manifest: { services, upstreams, instances } }: Exercise): string {
  const played = upstreams.length > 0 ? [`${upstreams.length} × upstream`] : [];
  const several = instances > 1 ? [`${instances} instances`] : [];
  return [...services, ...played, ...several].join(', ');
}

function describeTrack({ title, slug, stages }: Track, known: ReadonlySet<string>): string[] {
  const rows = stages.map((stage, index) => {
    const exercises = stage.exercises.filter((exercise) => known.has(exercise));
    return [
      String(index + 1),
      stage.title,
      exercises.map((exercise) => `\`${exercise}\``).join(', ') || 'none yet',
    ];
  });
  return ['', `## ${title} \`${slug}\``, '', ...table(['', 'stage', 'exercises'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
