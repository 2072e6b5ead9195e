import { Injectable } from '@nestjs/common';
import { Refusal, type DeskExercise, type DeskExerciseSummary, type ExerciseSlug } from '#contracts';
import { CandidateRepository, ExerciseRepository, type DeskRecord } from '#persistence';
import { FolderFindings } from '../catalog/folder-findings.js';
import type { Caller } from '../http/caller.js';
import { toDeskExercise, toDeskSummary } from './candidate-views.js';

/** Exercises as their authors see them: also those that learners do not see (retired, broken, not published yet). */
@Injectable()
export class DeskService {
  constructor(
    private readonly candidates: CandidateRepository,
    private readonly exercises: ExerciseRepository,
    private readonly findings: FolderFindings,
  ) {}

  async list(): Promise<DeskExerciseSummary[]> {
    return (await this.listRecords()).map((record) => toDeskSummary(record, this.findings.of(record.slug)));
  }

  /** @throws Refusal `not-found` */
  async describe(slug: ExerciseSlug): Promise<DeskExercise> {
    const record = (await this.listRecords()).find((entry) => entry.slug === slug);
    if (record === undefined) throw unknown(slug);
    return toDeskExercise(record, this.findings.of(slug));
  }

  /** @throws Refusal `not-found` */
  async setRetired(caller: Caller, slug: ExerciseSlug, retired: boolean): Promise<DeskExercise> {
    const isThere = await this.exercises.setRetired({ slug, retired, actorId: caller.id });
    if (!isThere) throw unknown(slug);
    return this.describe(slug);
  }

  private async listRecords(): Promise<DeskRecord[]> {
    const records = await this.candidates.listDesk();
    const known = new Set(records.map(({ slug }) => slug));
    const broken = this.findings.listBroken().filter((slug) => !known.has(slug));
    return [...records, ...broken.map(neverPublished)].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  }
}

function neverPublished(slug: ExerciseSlug): DeskRecord {
  return {
    slug,
    title: null,
    version: null,
    origin: null,
    publishedAt: null,
    retiredAt: null,
    latest: null,
  };
}

function unknown(slug: ExerciseSlug): Refusal {
  return new Refusal('not-found', `There is no exercise \`${slug}\`: GET /api/v1/desk/exercises lists them.`);
}
