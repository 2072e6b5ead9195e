import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import {
  checkDraftFiles,
  ExerciseId,
  Refusal,
  type Draft,
  type DraftRevision,
  type DraftRevisionId,
  type DraftRevisionSummary,
  type ExerciseSlug,
  type SaveDraftRequest,
} from '#contracts';
import { DraftRepository, type DraftKey } from '#persistence';
import { AttemptLimiter } from '../accounts/attempt-limiter.js';
import { API_CONFIG } from '../api-config.js';
import { acceptRuntime } from '../exercises/accept-runtime.js';
import { ExercisesService } from '../exercises/exercises.service.js';
import type { Caller } from '../http/caller.js';
import { toDraft, toRevisionSummary } from './draft-views.js';

/** Where a draft lies, as a request says it. */
export interface DraftAddress {
  readonly caller: Caller;
  readonly slug: ExerciseSlug;
  readonly runtime: string;
}

/** SECURITY: P04: every way to a draft begins with its owner. Staff read submissions, not drafts. */
@Injectable()
export class DraftsService {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly exercises: ExercisesService,
    private readonly drafts: DraftRepository,
    private readonly limiter: AttemptLimiter,
  ) {}

  async read(address: DraftAddress): Promise<Draft> {
    const key = await this.find(address);
    return toDraft(key.runtime, await this.drafts.find(key));
  }

  /**
   * @param base the revision that these files were made from
   * @throws Refusal `draft-changed` with the draft that is there, when it is another; nothing is written then
   */
  async save(address: DraftAddress, base: number, { occasion, files }: SaveDraftRequest): Promise<Draft> {
    await this.countSave(address.caller);
    const key = await this.find(address);
    checkDraftFiles(files);
    const { saved, draft } = await this.drafts.save({ ...key, base, occasion, files });
    if (saved) return toDraft(key.runtime, draft);
    throw new Refusal(
      'draft-changed',
      'This draft was saved from somewhere else since you read it. Compare the two, and save again with its ETag.',
      { members: { draft: toDraft(key.runtime, draft) } },
    );
  }

  async listRevisions(address: DraftAddress): Promise<DraftRevisionSummary[]> {
    const records = await this.drafts.listRevisions(await this.find(address));
    return records.map(toRevisionSummary);
  }

  async readRevision(address: DraftAddress, id: DraftRevisionId): Promise<DraftRevision> {
    const record = await this.drafts.findRevision(await this.find(address), id);
    if (record === null)
      throw new Refusal('not-found', 'There is nothing at this address, or it is not yours.');
    return { ...toRevisionSummary(record), files: [...record.files] };
  }

  private async find({ caller, slug, runtime }: DraftAddress): Promise<DraftKey> {
    const exercise = await this.exercises.get(slug);
    return {
      userId: caller.id,
      exerciseId: ExerciseId.parse(exercise.manifest.id),
      runtime: acceptRuntime(exercise, runtime),
    };
  }

  private countSave({ id }: Caller): Promise<void> {
    const rule = { name: 'draft', limit: this.config.drafts.savesPerMinute, windowSeconds: 60 };
    return this.limiter.count(rule, id);
  }
}
