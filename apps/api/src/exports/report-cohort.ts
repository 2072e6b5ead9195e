import type { ProgressCell } from '#contracts';
import type { CohortRow, MeasuredCohort } from '../progress/cohort-progress.service.js';
import type { CaseStatus, ReportCase, TestReport } from './test-report.js';

/** A cohort as a report of tests: one for each learner at each exercise, passed with full marks. */
export function reportCohort({ cohort, exercises, rows }: MeasuredCohort, now: Date): TestReport {
  return {
    name: cohort.name,
    startedAt: cohort.startsAt ?? cohort.createdAt,
    endedAt: now,
    cases: rows.flatMap((row) =>
      exercises.map(({ slug, manifest }) => toCase(row, slug, row.cells.get(manifest.id) ?? null)),
    ),
    extra: { cohort: cohort.id, learners: rows.length, exercises: exercises.map(({ slug }) => slug) },
  };
}

function toCase({ learner }: CohortRow, slug: string, cell: ProgressCell | null): ReportCase {
  const { userId, externalId } = learner;
  const common = { suite: [learner.name], name: slug } as const;
  if (cell === null)
    return { ...common, status: 'skipped', kind: null, message: null, extra: { userId, externalId } };
  const { state, bestScore, points, attempts, late, firstAt, lastAt, secondsToPass } = cell;
  return {
    ...common,
    status: STATUS_OF[state],
    kind: state === 'passed' ? null : state,
    message: state === 'passed' || state === 'waiting' ? null : tellBest(cell),
    extra: { userId, externalId, bestScore, points, attempts, late, firstAt, lastAt, secondsToPass },
  };
}

const STATUS_OF: Readonly<Record<ProgressCell['state'], CaseStatus>> = {
  passed: 'passed',
  trying: 'failed',
  stuck: 'failed',
  waiting: 'pending',
};

const tellBest = ({ bestScore, attempts }: ProgressCell): string =>
  `Best score ${bestScore ?? 0} of 100 after ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}.`;
