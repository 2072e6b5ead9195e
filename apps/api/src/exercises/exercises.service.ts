import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type ExerciseDetail,
  type ExerciseId,
  type ExerciseSlug,
  type ExerciseSummary,
  type Starter,
} from '#contracts';
import { ExerciseRepository, SubmissionRepository, type PublishedExercise } from '#persistence';
import type { Caller } from '../http/caller.js';
import { toExerciseDetail, toExerciseSummary } from './exercise-views.js';
import { toStarter } from './to-starter.js';

@Injectable()
export class ExercisesService {
  constructor(
    private readonly exercises: ExerciseRepository,
    private readonly submissions: SubmissionRepository,
  ) {}

  async list(caller: Caller | null): Promise<ExerciseSummary[]> {
    const [records, scores] = await Promise.all([this.exercises.listCurrent(), this.readBestScores(caller)]);
    return records.map((record) => toExerciseSummary(record, scores.get(record.manifest.id) ?? null));
  }

  async describe(slug: ExerciseSlug, caller: Caller | null): Promise<ExerciseDetail> {
    const exercise = await this.get(slug);
    const [libraries, scores] = await Promise.all([
      this.exercises.listRuntimeLibraries(),
      this.readBestScores(caller),
    ]);
    return toExerciseDetail(exercise, scores.get(exercise.manifest.id) ?? null, libraries);
  }

  async readStarter(slug: ExerciseSlug, asked: string): Promise<Starter> {
    return toStarter(await this.get(slug), asked);
  }

  /** @throws Refusal `not-found` */
  async get(slug: ExerciseSlug): Promise<PublishedExercise> {
    const exercise = await this.exercises.findCurrent(slug);
    if (exercise === null)
      throw new Refusal('not-found', `There is no exercise \`${slug}\`: GET /api/v1/exercises lists them.`);
    return exercise;
  }

  private async readBestScores(caller: Caller | null): Promise<ReadonlyMap<ExerciseId, number>> {
    return caller === null ? new Map<ExerciseId, number>() : this.submissions.bestScores(caller.id);
  }
}
