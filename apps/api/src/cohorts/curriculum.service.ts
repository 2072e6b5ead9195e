import { Injectable } from '@nestjs/common';
import { Refusal, type ExerciseId, type ExerciseSlug } from '#contracts';
import {
  CohortRepository,
  ExerciseRepository,
  type CohortRecord,
  type ExerciseInTracks,
  type ExerciseRecord,
} from '#persistence';
import { TrackShelf } from '../catalog/track-shelf.js';

/** Reading every manifest is much for a board that is read often; publishing shows after this at the latest. */
const KEPT_MS = 3_000;

/** What a cohort works through: the exercises of its track, or those that were chosen, as they are published now. */
@Injectable()
export class CurriculumService {
  private kept: { readonly at: number; readonly records: Promise<ExerciseRecord[]> } | undefined;

  constructor(
    private readonly shelf: TrackShelf,
    private readonly exercises: ExerciseRepository,
    private readonly cohorts: CohortRepository,
  ) {}

  async listOfCohort({ id, trackSlug }: CohortRecord): Promise<ExerciseRecord[]> {
    if (trackSlug !== null) return this.listOfTrack(trackSlug);
    const [ids, records] = await Promise.all([this.cohorts.listExerciseIds(id), this.listCurrent()]);
    return ids.flatMap((chosen) => records.find(({ manifest }) => manifest.id === chosen) ?? []);
  }

  /** In the order of the track; none when there is no such track any more. */
  async listOfTrack(trackSlug: string): Promise<ExerciseRecord[]> {
    const slugs = new Set(this.shelf.find(trackSlug)?.stages.flatMap((stage) => stage.exercises));
    const records = await this.listCurrent();
    return [...slugs].flatMap((slug) => records.find((record) => record.slug === slug) ?? []);
  }

  /** null when there is none of this name. */
  async findCurrent(slug: ExerciseSlug): Promise<ExerciseRecord | null> {
    const records = await this.listCurrent();
    return records.find((record) => record.slug === slug) ?? null;
  }

  /** The tracks that have this exercise. */
  listTracksWith(slug: ExerciseSlug): string[] {
    return this.shelf
      .list()
      .filter(({ stages }) => stages.some(({ exercises }) => exercises.includes(slug)))
      .map((track) => track.slug);
  }

  /** @throws Refusal `not-found` */
  async getInTracks(slug: ExerciseSlug): Promise<ExerciseInTracks> {
    const record = await this.exercises.findCurrent(slug);
    if (record === null)
      throw new Refusal('not-found', `There is no exercise \`${slug}\`: GET /api/v1/exercises lists them.`);
    return { exerciseId: record.manifest.id, trackSlugs: this.listTracksWith(slug) };
  }

  findTrack(slug: string | null): { slug: string; title: string } | null {
    const track = slug === null ? null : this.shelf.find(slug);
    return track && { slug: track.slug, title: track.title };
  }

  /**
   * The ids of a choice of exercises, in its order.
   * @throws Refusal `unknown-track` or `unknown-exercise`
   */
  async requireChoice(track: string | null, slugs: readonly ExerciseSlug[]): Promise<ExerciseId[]> {
    if (track !== null && this.shelf.find(track) === null)
      throw new Refusal('unknown-track', `There is no track \`${track}\`: GET /api/v1/tracks lists them.`);
    const records = await this.exercises.listCurrent();
    return slugs.map((slug) => {
      const record = records.find((entry) => entry.slug === slug);
      if (record !== undefined) return record.manifest.id;
      throw new Refusal(
        'unknown-exercise',
        `There is no exercise \`${slug}\`: GET /api/v1/exercises lists them.`,
      );
    });
  }

  private listCurrent(): Promise<ExerciseRecord[]> {
    if (this.kept !== undefined && Date.now() - this.kept.at < KEPT_MS) return this.kept.records;
    const records = this.exercises.listCurrent();
    this.kept = { at: Date.now(), records };
    records.catch(() => (this.kept = undefined));
    return records;
  }
}
