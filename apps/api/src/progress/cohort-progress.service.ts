import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type CohortId,
  type CohortProgress,
  type CohortProgressQuery,
  type CohortSubmissions,
  type CohortSubmissionsQuery,
  type ProgressCell,
  type ProgressExercise,
  type ProgressRow,
} from '#contracts';
import {
  ProgressRepository,
  SubmissionRepository,
  type CohortLearner,
  type CohortRecord,
  type ExerciseRecord,
} from '#persistence';
import { findMedian, tallyWork, type WorkTerms } from '#scoring';
import { CohortDoor } from '../cohorts/cohort-door.service.js';
import { toWorkTerms } from '../cohorts/cohort-terms.js';
import { CurriculumService } from '../cohorts/curriculum.service.js';
import type { Caller } from '../http/caller.js';
import { toSubmissionListItem } from '../submissions/submission-views.js';
import { measureCells, type Cells } from './measure-cells.js';

/** Learners whose work is in memory at once. */
const BATCH = 200;

/** From how many failures in a row on somebody is stuck, unless asked otherwise. */
const USUAL_STREAK = 3;

/** A learner with their cells. */
export interface CohortRow {
  readonly learner: CohortLearner;
  readonly cells: Cells;
}

export interface MeasuredCohort {
  readonly cohort: CohortRecord;
  readonly exercises: readonly ExerciseRecord[];
  /** By name. */
  readonly rows: readonly CohortRow[];
}

/** How the learners of a cohort come along, for those who teach it. */
@Injectable()
export class CohortProgressService {
  constructor(
    private readonly door: CohortDoor,
    private readonly curriculum: CurriculumService,
    private readonly progress: ProgressRepository,
    private readonly submissions: SubmissionRepository,
  ) {}

  /** @throws Refusal `not-found`, `forbidden` or `bad-cursor` */
  async read(caller: Caller, id: CohortId, query: CohortProgressQuery): Promise<CohortProgress> {
    const { cohort, exercises, rows } = await this.measureCohort(caller, id, query.stuckAfter);
    const stuck = rows.filter(isStuck);
    const { items, nextCursor } = toPage(query.stuck ? stuck : rows, rows, query);
    return {
      cohort: { id, name: cohort.name },
      stuckAfter: query.stuckAfter,
      learners: rows.length,
      stuckLearners: stuck.length,
      exercises: exercises.map((exercise) => summarise(exercise, rows)),
      items: items.map((row) => toView(row, exercises)),
      nextCursor,
    };
  }

  /** All learners. @throws Refusal `not-found` or `forbidden` */
  async measureCohort(caller: Caller, id: CohortId, stuckAfter = USUAL_STREAK): Promise<MeasuredCohort> {
    const { cohort } = await this.door.requireTeacher(caller, id);
    const [exercises, learners] = await Promise.all([
      this.curriculum.listOfCohort(cohort),
      this.progress.listLearners(id),
    ]);
    const exerciseIds = exercises.map(({ manifest }) => manifest.id);
    const rows = await this.measure(learners, toWorkTerms(cohort, exerciseIds), stuckAfter);
    return { cohort, exercises, rows };
  }

  /** @throws Refusal `not-found`, `forbidden` or `bad-cursor` */
  async listSubmissions(
    caller: Caller,
    id: CohortId,
    { learner: userId, exercise: slug, stuckAfter, cursor, limit }: CohortSubmissionsQuery,
  ): Promise<CohortSubmissions> {
    const { cohort } = await this.door.requireTeacher(caller, id);
    const [exercises, learners] = await Promise.all([
      this.curriculum.listOfCohort(cohort),
      this.progress.listLearners(id),
    ]);
    const exercise = exercises.find((entry) => entry.slug === slug);
    const learner = learners.find((entry) => entry.userId === userId);
    if (exercise === undefined || learner === undefined)
      throw new Refusal('not-found', 'The cohort has no such learner, or no such exercise.');
    const terms = toWorkTerms(cohort, [exercise.manifest.id]);
    const [page, cells, counting] = await Promise.all([
      this.submissions.listForUser(userId, { cursor, limit, exercise: slug, mode: 'graded' }),
      measureCells(this.progress, { userIds: [userId], terms, stuckAfter }),
      this.listCounting(learner, terms),
    ]);
    return {
      cohort: { id, name: cohort.name },
      learner: { userId, name: learner.name },
      exercise: { slug, title: exercise.manifest.title },
      cell: cells.get(userId)?.get(exercise.manifest.id) ?? null,
      items: page.items.map((row) => ({ ...toSubmissionListItem(row), counts: counting.has(row.id) })),
      nextCursor: page.nextCursor,
    };
  }

  private async measure(
    learners: readonly CohortLearner[],
    terms: WorkTerms,
    stuckAfter: number,
  ): Promise<CohortRow[]> {
    const rows: CohortRow[] = [];
    for (let start = 0; start < learners.length; start += BATCH) {
      const batch = learners.slice(start, start + BATCH);
      const userIds = batch.map(({ userId }) => userId);
      const cells = await measureCells(this.progress, { userIds, terms, stuckAfter });
      rows.push(...batch.map((learner) => ({ learner, cells: cells.get(learner.userId) ?? new Map() })));
    }
    return rows;
  }

  private async listCounting({ userId }: CohortLearner, terms: WorkTerms): Promise<Set<string>> {
    const work = (await this.progress.listWork([userId], terms.exerciseIds)).get(userId) ?? [];
    return new Set(tallyWork(work, terms).counting.map(({ id }) => id));
  }
}

const isStuck = ({ cells }: CohortRow): boolean => [...cells.values()].some(({ state }) => state === 'stuck');

/**
 * From the learner after the one that the cursor names, who may have got past what they were stuck on.
 * @throws Refusal `bad-cursor` also when they have left the cohort
 */
function toPage(
  rows: readonly CohortRow[],
  all: readonly CohortRow[],
  { cursor, limit }: CohortProgressQuery,
): { items: readonly CohortRow[]; nextCursor: string | null } {
  const place = new Map(all.map(({ learner }, index) => [learner.userId as string, index]));
  const after = cursor === undefined ? -1 : place.get(cursor);
  if (after === undefined)
    throw new Refusal('bad-cursor', 'The list has changed meanwhile. Leave the cursor out to begin again.');
  const rest = rows.filter(({ learner }) => place.get(learner.userId)! > after);
  const items = rest.slice(0, limit);
  return { items, nextCursor: rest.length > limit ? (items.at(-1)?.learner.userId ?? null) : null };
}

function summarise({ slug, manifest }: ExerciseRecord, rows: readonly CohortRow[]): ProgressExercise {
  const cells = rows.flatMap((row) => row.cells.get(manifest.id) ?? []);
  const count = (state: ProgressCell['state']) => cells.filter((cell) => cell.state === state).length;
  return {
    slug,
    title: manifest.title,
    points: manifest.points,
    begun: cells.length,
    passed: count('passed'),
    stuck: count('stuck'),
    medianSecondsToPass: findMedian(cells.flatMap(({ secondsToPass }) => secondsToPass ?? [])),
  };
}

const toView = ({ learner, cells }: CohortRow, exercises: readonly ExerciseRecord[]): ProgressRow => ({
  userId: learner.userId,
  name: learner.name,
  externalId: learner.externalId,
  cells: exercises.map(({ manifest }) => cells.get(manifest.id) ?? null),
});
