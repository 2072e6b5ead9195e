import type { DataSource } from 'typeorm';
import {
  invariant,
  RejudgeScope,
  type Outcome,
  type RejudgeBatchId,
  type RejudgeResult,
  type SubmissionId,
  type TestFlip,
  type UserId,
} from '#contracts';
import { RejudgeRepository } from '../rejudge/rejudge.repository.js';
import { aVerdict, JudgingWorld } from './judging-world.js';

/** What tests of batches start from: an instructor, judged submissions, and the moves of a worker. */
export class RejudgeWorld {
  readonly rejudge: RejudgeRepository;

  private constructor(
    readonly judging: JudgingWorld,
    readonly instructor: UserId,
  ) {
    this.rejudge = new RejudgeRepository(judging.dataSource);
  }

  static async create(dataSource: DataSource): Promise<RejudgeWorld> {
    const judging = await JudgingWorld.create(dataSource);
    return new RejudgeWorld(judging, await judging.aUser());
  }

  scope(overrides: Partial<RejudgeScope> = {}): RejudgeScope {
    return RejudgeScope.parse({ exercise: this.judging.exercise.slug, ...overrides });
  }

  async judged(userId: UserId, outcome: Outcome, score: number | null): Promise<SubmissionId> {
    const { id } = await this.judging.submit(userId);
    await this.judging.judge(id, outcome, score);
    return id;
  }

  start(scope: Partial<RejudgeScope> = {}, applyUnlessLower = false): Promise<RejudgeBatchId> {
    return this.rejudge.create({ scope: this.scope(scope), createdBy: this.instructor, applyUnlessLower });
  }

  claimNext(leaseMs = 60_000) {
    return this.rejudge.claimNext({ workerId: 'worker-1', leaseMs });
  }

  async mustClaim(leaseMs?: number) {
    const claimed = await this.claimNext(leaseMs);
    invariant(claimed !== null, 'an item is there to be claimed');
    return claimed;
  }

  /** Judges every waiting item as told for its submission, and finishes the batches. */
  async judgeAll(
    results: ReadonlyMap<SubmissionId, readonly [Outcome, number | null]>,
    flips: readonly TestFlip[] = [],
  ): Promise<void> {
    for (let item = await this.claimNext(); item !== null; item = await this.claimNext()) {
      const [outcome, score] = results.get(item.submissionId) ?? ['accepted', 100];
      await this.rejudge.record({
        id: item.id,
        attempt: item.attempt,
        verdict: aVerdict(outcome, score),
        flips,
        fault: outcome === 'system-error' ? { code: 'internal', message: 'it broke' } : null,
      });
    }
    await this.rejudge.finish();
  }

  async fates(id: RejudgeBatchId): Promise<Record<string, RejudgeResult['fate']>> {
    const results = await this.rejudge.listResults(id);
    return Object.fromEntries(results.map(({ submissionId, fate }) => [submissionId, fate]));
  }
}
