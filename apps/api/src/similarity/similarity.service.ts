import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  invariant,
  Refusal,
  type CohortId,
  type ExerciseSlug,
  type SimilarityDetail,
  type SimilarityDetailQuery,
  type SimilarityReport,
  type UserId,
} from '#contracts';
import {
  ExerciseRepository,
  ProgressRepository,
  type CohortLearner,
  type CohortRecord,
  type ExerciseRecord,
  type SubmittedProgram,
} from '#persistence';
import { tallyExercise } from '#scoring';
import { CohortDoor } from '../cohorts/cohort-door.service.js';
import { toWorkTerms } from '../cohorts/cohort-terms.js';
import { CurriculumService } from '../cohorts/curriculum.service.js';
import type { Caller } from '../http/caller.js';
import type { LikePair } from './compare-sources.js';
import { KeptReports } from './kept-reports.js';
import { TimeSlices } from './time-slices.js';
import type { TokenizedSource } from './tokenize-source.js';

/** Programs whose text is in memory at once. */
const BATCH = 25;
/** More are not compared: the table of pairs grows with the square. */
const MOST_LEARNERS = 1_000;

interface Entrant extends CohortLearner {
  readonly submissionId: string;
}

interface Field {
  readonly cohort: CohortRecord;
  readonly exercise: ExerciseRecord;
  /** Everybody with a result, and the submission it is of. */
  readonly entrants: readonly Entrant[];
}

/** How alike the best programs of the learners of a cohort are, for those who teach it. */
@Injectable()
export class SimilarityService {
  private readonly reports = new KeptReports<LikePair[]>();

  constructor(
    private readonly door: CohortDoor,
    private readonly curriculum: CurriculumService,
    private readonly progress: ProgressRepository,
    private readonly exercises: ExerciseRepository,
  ) {}

  /** @throws Refusal `not-found` or `forbidden` */
  async report(caller: Caller, id: CohortId, slug: ExerciseSlug): Promise<SimilarityReport> {
    const field = await this.openField(caller, id, slug);
    const { exercise, entrants } = field;
    const ids = entrants.slice(0, MOST_LEARNERS).map(({ submissionId }) => submissionId);
    const key = createHash('sha256')
      .update(JSON.stringify([exercise.version, ids]))
      .digest('base64url');
    const pairs = await this.reports.get(key, () => this.compare(exercise, ids));
    const programs = await this.progress.listPrograms(pairs.flatMap(({ left, right }) => [left, right]));
    const side = (submissionId: string) => toSide(field, findProgram(programs, submissionId));
    return {
      ...toHead(field),
      learners: entrants.length,
      compared: ids.length,
      items: pairs.map((pair) => ({ ...pair, left: side(pair.left), right: side(pair.right) })),
    };
  }

  /** @throws Refusal `not-found` or `forbidden` */
  async describe(
    caller: Caller,
    id: CohortId,
    { exercise: slug, left, right }: SimilarityDetailQuery,
  ): Promise<SimilarityDetail> {
    const field = await this.openField(caller, id, slug);
    const [one, other] = [requireEntrant(field, left), requireEntrant(field, right)];
    const programs = await this.progress.listPrograms([one.submissionId, other.submissionId]);
    const [first, second] = [one, other].map(({ submissionId }) => findProgram(programs, submissionId));
    const tools = await loadTools();
    const { fragments, ...likeness } = await tools.compareTwo(
      tokenize(tools, first!),
      tokenize(tools, second!),
      await this.listStarters(tools, field.exercise),
      new TimeSlices(),
    );
    return {
      ...toHead(field),
      ...likeness,
      fragments,
      left: { ...toSide(field, first!), files: [...first!.files] },
      right: { ...toSide(field, second!), files: [...second!.files] },
    };
  }

  private async openField(caller: Caller, id: CohortId, slug: ExerciseSlug): Promise<Field> {
    const { cohort } = await this.door.requireTeacher(caller, id);
    const [exercises, learners] = await Promise.all([
      this.curriculum.listOfCohort(cohort),
      this.progress.listLearners(id),
    ]);
    const exercise = exercises.find((entry) => entry.slug === slug);
    if (exercise === undefined) throw new Refusal('not-found', 'The cohort has no such exercise.');
    const terms = toWorkTerms(cohort, [exercise.manifest.id]);
    const work = await this.progress.listWork(
      learners.map(({ userId }) => userId),
      terms.exerciseIds,
    );
    const entrants = learners.flatMap((learner) => {
      const { best } = tallyExercise(work.get(learner.userId) ?? [], terms);
      return best === null ? [] : [{ ...learner, submissionId: best.submissionId }];
    });
    return { cohort, exercise, entrants };
  }

  private async compare(exercise: ExerciseRecord, ids: readonly string[]): Promise<LikePair[]> {
    const tools = await loadTools();
    const slices = new TimeSlices();
    const sources: TokenizedSource[] = [];
    for (let start = 0; start < ids.length; start += BATCH) {
      for (const program of await this.progress.listPrograms(ids.slice(start, start + BATCH))) {
        await slices.share();
        sources.push(tokenize(tools, program));
      }
    }
    return tools.compareSources(sources, await this.listStarters(tools, exercise), slices);
  }

  private async listStarters(tools: Tools, { version }: ExerciseRecord): Promise<TokenizedSource[]> {
    const exercise = await this.exercises.findVersion(version);
    return Object.entries(exercise?.starters ?? {}).map(([runtime, files]) =>
      tools.tokenizeSource({ id: `starter:${runtime}`, files }),
    );
  }
}

/** An API that starts has no need of them. */
const loadTools = () => import('./source-tools.js');
type Tools = Awaited<ReturnType<typeof loadTools>>;

const tokenize = (tools: Tools, { submissionId, files }: SubmittedProgram): TokenizedSource =>
  tools.tokenizeSource({ id: submissionId, files });

function findProgram(programs: readonly SubmittedProgram[], id: string): SubmittedProgram {
  const program = programs.find(({ submissionId }) => submissionId === id);
  invariant(program !== undefined, `submission ${id} has files`);
  return program;
}

function requireEntrant({ entrants }: Field, userId: UserId): Entrant {
  const entrant = entrants.find((entry) => entry.userId === userId);
  if (entrant !== undefined) return entrant;
  throw new Refusal('not-found', 'There is no such learner in the cohort, or they have no result yet.');
}

const toHead = ({ cohort, exercise }: Field) => ({
  cohort: { id: cohort.id, name: cohort.name },
  exercise: { slug: exercise.slug, title: exercise.manifest.title },
});

function toSide({ entrants }: Field, { submissionId, runtime }: SubmittedProgram) {
  const entrant = entrants.find((entry) => entry.submissionId === submissionId);
  invariant(entrant !== undefined, `submission ${submissionId} is somebody's best`);
  return { userId: entrant.userId, name: entrant.name, submissionId, runtime };
}
