import { Injectable, Logger } from '@nestjs/common';
import {
  Refusal,
  type CandidateDetail,
  type CandidateId,
  type CandidateSummary,
  type ExerciseSlug,
  type LintFinding,
  type PageQuery,
  type PublishedVersion,
  type SubmissionFile,
} from '#contracts';
import { loadExerciseFiles, type Exercise } from '#exercise-catalog';
import { ProofQueue } from '#job-queue';
import { LiveUpdates } from '#live-updates';
import { CandidateRepository, ExerciseRepository, type WholeCandidate } from '#persistence';
import type { Caller } from '../http/caller.js';
import { toCandidateDetail, toCandidateSummary } from './candidate-views.js';
import { checkFolderFiles } from './check-folder-files.js';
import { checkIdentity } from './check-identity.js';

/** More would bury the first ones; the rest shows up when these are mended. */
const MAX_FINDINGS = 500;

/** An instructor's folder on its way to the learners: lint → store → queue its proof → publish. */
@Injectable()
export class CandidatesService {
  private readonly logger = new Logger('Authoring');

  constructor(
    private readonly candidates: CandidateRepository,
    private readonly exercises: ExerciseRepository,
    private readonly queue: ProofQueue,
    private readonly live: LiveUpdates,
  ) {}

  /** @throws Refusal for what cannot be a folder at all; everything else is a finding of the candidate */
  async send(caller: Caller, slug: ExerciseSlug, files: readonly SubmissionFile[]): Promise<CandidateDetail> {
    checkFolderFiles(files);
    const { exercise, findings } = await this.lint(slug, files);
    const unfinished = await this.findUnfinished(slug);
    const id = await this.candidates.insert({ slug, files, findings, exercise, createdBy: caller.id });
    if (exercise !== null) await this.enqueue(id);
    for (const superseded of unfinished) await this.live.proofs.announce(superseded);
    return this.describe(id);
  }

  async list(
    slug: ExerciseSlug,
    query: PageQuery,
  ): Promise<{ items: CandidateSummary[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.candidates.listOfExercise(slug, query);
    return { items: items.map(toCandidateSummary), nextCursor };
  }

  async describe(id: CandidateId): Promise<CandidateDetail> {
    return toCandidateDetail(await this.get(id));
  }

  /** @throws Refusal `unproven`, or `exercise-rejected` when the other exercises have changed since */
  async publish(caller: Caller, id: CandidateId): Promise<PublishedVersion> {
    const { slug } = await this.get(id);
    const files = (await this.candidates.findFiles(id)) ?? [];
    const { exercise, findings } = await this.lint(slug, files);
    if (exercise === null) throw rejected(findings);
    await this.candidates.publish({ id, exercise, actorId: caller.id });
    await this.live.proofs.announce(id);
    this.logger.log(`${slug} is published as ${exercise.version}`);
    return { slug, version: exercise.version };
  }

  /** @throws Refusal `not-found` */
  async get(id: CandidateId): Promise<WholeCandidate> {
    const candidate = await this.candidates.findById(id);
    if (candidate === null) throw new Refusal('not-found', 'There is no such candidate.');
    return candidate;
  }

  private async lint(
    slug: ExerciseSlug,
    files: readonly SubmissionFile[],
  ): Promise<{ exercise: Exercise | null; findings: LintFinding[] }> {
    const loaded = loadExerciseFiles(slug, files);
    const found = loaded.ok ? await checkIdentity(this.exercises, loaded.exercise, files) : [];
    return {
      exercise: loaded.ok && found.length === 0 ? loaded.exercise : null,
      findings: [...found, ...loaded.problems].slice(0, MAX_FINDINGS),
    };
  }

  /** Their watchers are told that a newer one took their place. */
  private async findUnfinished(slug: ExerciseSlug): Promise<CandidateId[]> {
    const { items } = await this.candidates.listOfExercise(slug, { limit: 10 });
    return items.filter(({ state }) => state === 'queued' || state === 'proving').map(({ id }) => id);
  }

  /** When Redis does not take it, the sweeper will: the row is the truth. */
  private async enqueue(id: CandidateId): Promise<void> {
    try {
      await this.queue.enqueue({ candidateId: id, attempt: 0 });
    } catch (error) {
      this.logger.warn(`candidate ${id} is stored and waits for the sweeper: ${String(error)}`);
    }
  }
}

function rejected(findings: readonly LintFinding[]): Refusal {
  const errors = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, column, message }) => ({ path: `${file}:${line}:${column}`, message }));
  const [first] = errors;
  return new Refusal(
    'exercise-rejected',
    `Nothing is published. First of ${errors.length}: ${first?.path} ${first?.message}`,
    { errors },
  );
}
