import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type ApplyRejudgeRequest,
  type CohortId,
  type PageQuery,
  type RejudgeBatch,
  type RejudgeBatchDetail,
  type RejudgeBatchId,
  type RejudgeBatchPage,
  type RejudgeCount,
  type RejudgeResult,
  type RejudgeResultPage,
  type RejudgeResultQuery,
  type RejudgeScope,
  type RejudgeSummary,
} from '#contracts';
import { LiveUpdates } from '#live-updates';
import {
  CohortRepository,
  RejudgeRepository,
  toCursor,
  toPagePosition,
  type RejudgeBatchRecord,
} from '#persistence';
import { compareBests, summariseRejudge } from '#scoring';
import type { Caller } from '../http/caller.js';
import { toBatch, toBatchDetail, toResult } from './rejudge-views.js';

/** Batches of submissions judged again: made, looked at, applied or discarded, by staff. */
@Injectable()
export class RejudgeService {
  constructor(
    private readonly batches: RejudgeRepository,
    private readonly cohorts: CohortRepository,
    private readonly live: LiveUpdates,
  ) {}

  async count(caller: Caller, scope: RejudgeScope): Promise<RejudgeCount> {
    await this.requireCohort(caller, scope.cohort);
    return this.batches.countScope(scope);
  }

  /** @throws Refusal `nothing-to-rejudge`, `batch-too-large` or `too-many-batches` */
  async create(caller: Caller, scope: RejudgeScope): Promise<RejudgeBatch> {
    await this.requireCohort(caller, scope.cohort);
    const id = await this.batches.create({ scope, createdBy: caller.id, applyUnlessLower: false });
    return toBatch(await this.get(id));
  }

  async list(query: PageQuery): Promise<RejudgeBatchPage> {
    const { items, nextCursor } = await this.batches.list(query);
    return { items: items.map(toBatch), nextCursor };
  }

  async describe(id: RejudgeBatchId): Promise<RejudgeBatchDetail> {
    const record = await this.get(id);
    const isOpen = record.state === 'ready';
    return toBatchDetail(record, isOpen ? await this.summarise(id) : record.summary);
  }

  /** @throws Refusal `bad-cursor` */
  async listResults(
    id: RejudgeBatchId,
    { cursor, limit, show }: RejudgeResultQuery,
  ): Promise<RejudgeResultPage> {
    await this.get(id);
    const after = cursor === undefined ? null : toPagePosition(cursor);
    const shown = (await this.readResults(id)).filter((result) => isShown(result, show));
    const from = after === null ? 0 : shown.findIndex((result) => isAfter(result, after));
    const items = from === -1 ? [] : shown.slice(from, from + limit);
    const last = items.at(-1);
    const isLast = from === -1 || from + limit >= shown.length;
    return { items, nextCursor: last === undefined || isLast ? null : toCursor(toPosition(last)) };
  }

  /** @throws Refusal `batch-not-ready` */
  async apply(
    caller: Caller,
    id: RejudgeBatchId,
    { lowers }: ApplyRejudgeRequest,
  ): Promise<RejudgeBatchDetail> {
    const applied = await this.batches.apply({ id, actorId: caller.id, lowers });
    if (applied === null) throw notFound();
    await Promise.all([
      ...applied.exerciseIds.map((exerciseId) => this.live.announceStandings(exerciseId)),
      ...applied.submissionIds.map((submissionId) => this.live.announce(submissionId)),
    ]);
    return this.describe(id);
  }

  /** @throws Refusal `batch-not-ready` */
  async discard(caller: Caller, id: RejudgeBatchId): Promise<RejudgeBatchDetail> {
    if (!(await this.batches.discard({ id, actorId: caller.id }))) throw notFound();
    return this.describe(id);
  }

  private async get(id: RejudgeBatchId): Promise<RejudgeBatchRecord> {
    const record = await this.batches.find(id);
    if (record === null) throw notFound();
    return record;
  }

  private async summarise(id: RejudgeBatchId): Promise<RejudgeSummary> {
    const [results, elsewhere, flips] = await Promise.all([
      this.batches.listResults(id),
      this.batches.listBestsElsewhere(id),
      this.batches.listFlipCounts(id),
    ]);
    return summariseRejudge(results, compareBests(results, elsewhere), flips);
  }

  private async readResults(id: RejudgeBatchId): Promise<RejudgeResult[]> {
    const [results, elsewhere] = await Promise.all([
      this.batches.listResults(id),
      this.batches.listBestsElsewhere(id),
    ]);
    const bests = compareBests(results, elsewhere);
    return results.map((result) => toResult(result, bests.get(result.learnerId)));
  }

  /**
   * SECURITY: P04: an instructor reaches the cohorts they teach, and somebody else's looks like none.
   * @throws Refusal `not-found`
   */
  private async requireCohort(caller: Caller, id: CohortId | undefined): Promise<void> {
    if (id === undefined) return;
    const isThere =
      caller.role === 'admin'
        ? (await this.cohorts.findById(id)) !== null
        : (await this.cohorts.findMember(id, caller.id))?.role === 'instructor';
    if (!isThere) throw new Refusal('not-found', 'There is no such cohort, or you do not teach it.');
  }
}

const notFound = () => new Refusal('not-found', 'There is no such batch.');

function isShown({ change, fate }: RejudgeResult, show: RejudgeResultQuery['show']): boolean {
  if (show === 'kept') return fate === 'kept';
  return show === 'moved' ? change !== 'same' && change !== 'unjudged' : change === show;
}

const toPosition = ({ submittedAt, submission }: RejudgeResult) => ({
  createdAt: new Date(submittedAt),
  id: submission,
});

/** In the order of the list: newest first, by id where equal. */
function isAfter(result: RejudgeResult, after: { createdAt: Date; id: string }): boolean {
  const { createdAt, id } = toPosition(result);
  const difference = createdAt.getTime() - after.createdAt.getTime();
  return difference < 0 || (difference === 0 && id < after.id);
}
