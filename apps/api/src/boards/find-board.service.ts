import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import type { CohortId, ExerciseSlug } from '#contracts';
import { CohortRepository, type CohortRecord, type ExerciseRecord } from '#persistence';
import { cutFor } from '#scoring';
import { API_CONFIG } from '../api-config.js';
import { TrackShelf } from '../catalog/track-shelf.js';
import { CohortDoor } from '../cohorts/cohort-door.service.js';
import { toWorkTerms, withoutTerms } from '../cohorts/cohort-terms.js';
import { CurriculumService } from '../cohorts/curriculum.service.js';
import { isStaff, type Caller } from '../http/caller.js';
import { mayLook, noBoard } from './board-access.js';
import type { Board } from './board.js';

/** Finds the board that somebody may look at, as they may see it. */
@Injectable()
export class FindBoardService {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly cohorts: CohortRepository,
    private readonly door: CohortDoor,
    private readonly curriculum: CurriculumService,
    private readonly shelf: TrackShelf,
  ) {}

  /** @throws Refusal `not-found` */
  async ofCohort(caller: Caller | null, id: CohortId): Promise<Board> {
    const opened = caller === null ? null : await this.door.find(caller, id);
    const cohort = opened?.cohort ?? (await this.cohorts.findById(id));
    const staff = opened?.manages ?? false;
    if (cohort === null || !mayLook(cohort.boardMode, { staff, inside: opened !== null })) throw noBoard();
    return toCohortBoard(cohort, await this.curriculum.listOfCohort(cohort), staff);
  }

  /** @throws Refusal `not-found` */
  async ofTrack(caller: Caller | null, slug: string): Promise<Board> {
    const track = this.shelf.find(slug);
    if (track === null) throw noBoard();
    return this.openToAll(caller, track.title, await this.curriculum.listOfTrack(slug));
  }

  /** @throws Refusal `not-found` */
  async ofExercise(caller: Caller | null, slug: ExerciseSlug): Promise<Board> {
    const exercise = await this.curriculum.findCurrent(slug);
    if (exercise === null) throw noBoard();
    return this.openToAll(caller, exercise.manifest.title, [exercise]);
  }

  /** A board of no cohort: without terms, and as open as the operator says. */
  private openToAll(caller: Caller | null, title: string, exercises: readonly ExerciseRecord[]): Board {
    const { mode } = this.config.boards;
    const staff = caller !== null && isStaff(caller);
    if (!mayLook(mode, { staff, inside: caller !== null })) throw noBoard();
    const exerciseIds = exercises.map(({ manifest }) => manifest.id);
    return {
      title,
      mode,
      frozenAt: null,
      scope: { cohortId: null, exerciseIds },
      terms: withoutTerms(exerciseIds),
      cutMs: null,
      mostPoints: sumPoints(exercises),
    };
  }
}

function toCohortBoard(cohort: CohortRecord, exercises: readonly ExerciseRecord[], staff: boolean): Board {
  const exerciseIds = exercises.map(({ manifest }) => manifest.id);
  const frozenAtMs = cohort.boardFrozenAt?.getTime() ?? null;
  return {
    title: cohort.name,
    mode: cohort.boardMode,
    frozenAt: cohort.boardFrozenAt,
    scope: { cohortId: cohort.id, exerciseIds },
    terms: toWorkTerms(cohort, exerciseIds),
    cutMs: cutFor({ frozenAtMs, staff }),
    mostPoints: sumPoints(exercises),
  };
}

const sumPoints = (exercises: readonly ExerciseRecord[]): number =>
  exercises.reduce((sum, { manifest }) => sum + manifest.points, 0);
