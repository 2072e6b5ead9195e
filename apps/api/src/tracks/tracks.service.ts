import { Injectable } from '@nestjs/common';
import { Refusal, type TrackDetail, type TrackSummary } from '#contracts';
import { ExerciseRepository, SubmissionRepository } from '#persistence';
import { TrackShelf } from '../catalog/track-shelf.js';
import type { Caller } from '../http/caller.js';
import { toTrackDetail, toTrackSummary, type Reached } from './track-views.js';

/** The roadmaps, with how far their reader is. */
@Injectable()
export class TracksService {
  constructor(
    private readonly shelf: TrackShelf,
    private readonly exercises: ExerciseRepository,
    private readonly submissions: SubmissionRepository,
  ) {}

  async list(caller: Caller | null): Promise<TrackSummary[]> {
    const reached = await this.readReached(caller);
    return this.shelf.list().map((track) => toTrackSummary(track, reached));
  }

  /** @throws Refusal `not-found` */
  async describe(slug: string, caller: Caller | null): Promise<TrackDetail> {
    const track = this.shelf.find(slug);
    if (track === null)
      throw new Refusal('not-found', 'There is no such track: GET /api/v1/tracks lists them.');
    return toTrackDetail(track, await this.readReached(caller));
  }

  private async readReached(caller: Caller | null): Promise<Reached> {
    const [exercises, scores] = await Promise.all([
      this.exercises.listCurrent(),
      caller === null ? null : this.submissions.bestScores(caller.id),
    ]);
    return { exercises, scores };
  }
}
