import type { ExerciseId, ProgressCell, StuckOn, UserId, WorkState } from '#contracts';
import type { ProgressRepository, RunFailures } from '#persistence';
import { findStuck, measureWork, type ExerciseWork, type ScoredRun, type WorkTerms } from '#scoring';

/** Runs of one learner at one exercise that are looked at for what they are stuck on. */
const MOST_RUNS = 20;

/** The cells of a learner by exercise; none where nothing that counts was handed in. */
export type Cells = ReadonlyMap<ExerciseId, ProgressCell>;

interface Measured {
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly work: ExerciseWork;
}

interface Question {
  readonly userIds: readonly UserId[];
  readonly terms: WorkTerms;
  readonly stuckAfter: number;
}

/** What these learners have done under the terms of their cohort. */
export async function measureCells(
  progress: ProgressRepository,
  { userIds, terms, stuckAfter }: Question,
): Promise<Map<UserId, Map<ExerciseId, ProgressCell>>> {
  const measured = await measureAll(progress, userIds, terms);
  const failures = await progress.listFailures(
    measured.flatMap(({ work }) => listSuspects(work, stuckAfter)),
  );
  const cells = new Map(userIds.map((userId) => [userId, new Map<ExerciseId, ProgressCell>()]));
  for (const { userId, exerciseId, work } of measured) {
    const stuckOn = findObstacle(listSuspects(work, stuckAfter), failures, stuckAfter);
    cells.get(userId)?.set(exerciseId, toCell(work, stuckOn));
  }
  return cells;
}

async function measureAll(
  progress: ProgressRepository,
  userIds: readonly UserId[],
  terms: WorkTerms,
): Promise<Measured[]> {
  const works = await progress.listWork(userIds, terms.exerciseIds);
  return [...works].flatMap(([userId, all]) =>
    terms.exerciseIds.flatMap((exerciseId) => {
      const own = all.filter((entry) => entry.exerciseId === exerciseId);
      const work = measureWork(own, terms);
      return work === null ? [] : [{ userId, exerciseId, work }];
    }),
  );
}

/** The latest runs of somebody who may be stuck: reading what failed is much, so it is read of them alone. */
function listSuspects({ runs, msToPass }: ExerciseWork, stuckAfter: number): readonly ScoredRun[] {
  return msToPass !== null || runs.length < stuckAfter ? [] : runs.slice(-MOST_RUNS);
}

function findObstacle(
  runs: readonly ScoredRun[],
  failures: ReadonlyMap<string, RunFailures>,
  stuckAfter: number,
): StuckOn | null {
  const known = runs.flatMap(({ submissionId }) => failures.get(submissionId) ?? []);
  const streak = findStuck(known.map(toKeys), stuckAfter);
  const latest = known.at(-1);
  if (streak === null || latest === undefined) return null;
  const test = latest.tests.find((entry) => toKey(entry) === streak.on) ?? null;
  return { test, outcome: latest.outcome, times: streak.times };
}

/** A program that cannot be built fails at that, and at no test. */
const toKeys = ({ outcome, tests }: RunFailures): string[] =>
  tests.length === 0 ? [outcome] : tests.map(toKey);

const toKey = ({ group, title }: RunFailures['tests'][number]): string => `${group} › ${title}`;

function toCell(work: ExerciseWork, stuckOn: StuckOn | null): ProgressCell {
  const { best, attempts, firstAtMs, lastAtMs, msToPass } = work;
  return {
    state: toState(work, stuckOn),
    bestScore: best?.score ?? null,
    points: best === null ? null : best.points / 10,
    late: best?.late ?? false,
    attempts,
    firstAt: new Date(firstAtMs).toISOString(),
    lastAt: new Date(lastAtMs).toISOString(),
    secondsToPass: msToPass === null ? null : Math.round(msToPass / 1000),
    stuckOn,
  };
}

function toState({ msToPass, runs }: ExerciseWork, stuckOn: StuckOn | null): WorkState {
  if (msToPass !== null) return 'passed';
  if (stuckOn !== null) return 'stuck';
  return runs.length === 0 ? 'waiting' : 'trying';
}
