import { strToU8, zipSync } from 'fflate';
import type { CohortRow, MeasuredCohort } from '../progress/cohort-progress.service.js';
import { writeCsv } from '../cohorts/write-csv.js';

/** A line for each learner: who they are, their points altogether, and what they have reached at each exercise. */
export function writeGradebook({ exercises, rows }: MeasuredCohort): string {
  const header = [
    'name',
    'email',
    'external id',
    'points',
    'exercises passed',
    ...exercises.flatMap(({ slug }) => [`${slug} points`, `${slug} score`, `${slug} attempts`]),
  ];
  const lines = rows.map((row) => [
    row.learner.name,
    row.learner.email,
    row.learner.externalId,
    sumPoints(row),
    [...row.cells.values()].filter(({ state }) => state === 'passed').length,
    ...exercises.flatMap(({ manifest }) => {
      const cell = row.cells.get(manifest.id);
      return [cell?.points ?? null, cell?.bestScore ?? null, cell?.attempts ?? 0];
    }),
  ]);
  return writeCsv(header, lines);
}

/** A zip with the `results.json` of each learner, whose tests are the exercises of the cohort. */
export function packResults(measured: MeasuredCohort): Uint8Array {
  const entries = measured.rows.map((row) => {
    const results = JSON.stringify(toResults(measured, row), null, 2);
    return [`${row.learner.userId}/results.json`, strToU8(results)] as const;
  });
  return zipSync(Object.fromEntries(entries));
}

function toResults({ cohort, exercises }: MeasuredCohort, row: CohortRow) {
  return {
    score: sumPoints(row),
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: exercises.map(({ slug, manifest }) => {
      const cell = row.cells.get(manifest.id);
      return {
        name: manifest.title,
        score: cell?.points ?? 0,
        max_score: manifest.points,
        status: cell?.state === 'passed' ? 'passed' : 'failed',
        output: cell === undefined ? 'Not begun.' : `Best score ${cell.bestScore ?? 0} of 100.`,
        output_format: 'text',
        extra_data: { exercise: slug, attempts: cell?.attempts ?? 0, late: cell?.late ?? false },
      };
    }),
    extra_data: {
      cohort: cohort.id,
      name: row.learner.name,
      email: row.learner.email,
      externalId: row.learner.externalId,
    },
  };
}

/** In whole tenths, so that the sum is exact. */
const sumPoints = ({ cells }: CohortRow): number =>
  [...cells.values()].reduce((sum, { points }) => sum + Math.round((points ?? 0) * 10), 0) / 10;
