import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PlatformFault, type ExerciseSlug, type ExerciseVersion, type RuntimeLibraries } from '#contracts';
import type { Exercise, ExerciseManifest, Walkthrough } from '#exercise-catalog';
import { hasRows, queryRows } from '../query-rows.js';
import { toStorableJson } from '../storable-text.js';

/** Any constant does, as long as nobody else in the database takes an advisory lock on it. */
const CATALOG_LOCK = 7_236_802;

/** What lists of exercises need. */
export interface ExerciseRecord {
  readonly slug: ExerciseSlug;
  readonly version: ExerciseVersion;
  readonly manifest: ExerciseManifest;
  readonly publishedAt: Date;
}

/** An exercise as the API may hold it: hidden suite and walk-through stay in the database (threats B01, P06). */
export type PublishedExercise = Omit<Exercise, 'hiddenSuite' | 'walkthrough'>;

const PUBLISHED = `- 'hiddenSuite' - 'walkthrough'`;

/** The walk-through of a current version. */
export interface CurrentWalkthrough extends Walkthrough {
  readonly version: ExerciseVersion;
}

@Injectable()
export class ExerciseRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Stores this version (once) and makes it the current one. Safe to repeat and to race.
   * False when it comes from the folder and somebody has published this exercise over the API: theirs stays current.
   */
  async publish(exercise: Exercise, origin: 'folder' | 'api' = 'folder'): Promise<boolean> {
    const bundle = toStorableJson(exercise, `exercise ${exercise.slug}`);
    return this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO exercise_versions (version, bundle) VALUES ($1, $2::jsonb)
          ON CONFLICT (version) DO UPDATE SET bundle = excluded.bundle WHERE exercise_versions.bundle <> excluded.bundle`,
        [exercise.version, bundle],
      );
      await manager.query(
        `INSERT INTO exercises (slug, exercise_id, current_version, origin) VALUES ($1, $2, $3, $4)
          ON CONFLICT (slug) DO UPDATE
          SET exercise_id = excluded.exercise_id, current_version = excluded.current_version, origin = excluded.origin,
            published_at = now(), retired_at = NULL
          WHERE (exercises.current_version <> excluded.current_version OR exercises.retired_at IS NOT NULL)
            AND (exercises.origin = 'folder' OR excluded.origin = 'api')`,
        [exercise.slug, exercise.manifest.id, exercise.version, origin],
      );
      return hasRows(manager, 'SELECT 1 FROM exercises WHERE slug = $1 AND current_version = $2', [
        exercise.slug,
        exercise.version,
      ]);
    });
  }

  /** All exercises that are not retired, by slug. */
  listCurrent(): Promise<ExerciseRecord[]> {
    return queryRows(
      this.dataSource,
      `SELECT e.slug, e.current_version AS version, v.bundle -> 'manifest' AS manifest, e.published_at AS "publishedAt"
        FROM exercises e JOIN exercise_versions v ON v.version = e.current_version
        WHERE e.retired_at IS NULL ORDER BY e.slug`,
    );
  }

  /** null when there is none of this name or it is retired. */
  async findCurrent(slug: string): Promise<PublishedExercise | null> {
    const [row] = await queryRows<{ bundle: PublishedExercise }>(
      this.dataSource,
      `SELECT v.bundle ${PUBLISHED} AS bundle
        FROM exercises e JOIN exercise_versions v ON v.version = e.current_version
        WHERE e.slug = $1 AND e.retired_at IS NULL`,
      [slug],
    );
    return row?.bundle ?? null;
  }

  /** Any version that was ever published, without its hidden suite and walk-through. */
  async findVersion(version: ExerciseVersion): Promise<PublishedExercise | null> {
    const [row] = await queryRows<{ bundle: PublishedExercise }>(
      this.dataSource,
      `SELECT bundle ${PUBLISHED} AS bundle FROM exercise_versions WHERE version = $1`,
      [version],
    );
    return row?.bundle ?? null;
  }

  /** Of the current version; null when there is none. Whoever asks has seen to it that the reader has passed. */
  async findWalkthrough(slug: ExerciseSlug): Promise<CurrentWalkthrough | null> {
    const [row] = await queryRows<{ walkthrough: Walkthrough | null; version: ExerciseVersion }>(
      this.dataSource,
      `SELECT v.bundle -> 'walkthrough' AS walkthrough, v.version
        FROM exercises e JOIN exercise_versions v ON v.version = e.current_version
        WHERE e.slug = $1 AND e.retired_at IS NULL`,
      [slug],
    );
    return row?.walkthrough ? { ...row.walkthrough, version: row.version } : null;
  }

  /**
   * The whole exercise with its hidden suite, for the worker.
   * @throws PlatformFault `exercise-missing`
   */
  async getBundle(version: ExerciseVersion): Promise<Exercise> {
    const [row] = await queryRows<{ bundle: Exercise }>(
      this.dataSource,
      'SELECT bundle FROM exercise_versions WHERE version = $1',
      [version],
    );
    if (!row) {
      throw new PlatformFault(
        'exercise-missing',
        `exercise version ${version} is not in the database; publish it again`,
      );
    }
    return row.bundle;
  }

  /** Retires every exercise that came from the folder and is no longer in it, and returns their slugs. Versions and verdicts stay. */
  async retire(exceptSlugs: readonly string[]): Promise<ExerciseSlug[]> {
    const rows = await queryRows<{ slug: ExerciseSlug }>(
      this.dataSource,
      `UPDATE exercises SET retired_at = now() WHERE retired_at IS NULL AND origin = 'folder' AND slug <> ALL($1::text[]) RETURNING slug`,
      [exceptSlugs],
    );
    return rows.map(({ slug }) => slug);
  }

  /** A worker says what the image of a runtime carries; the latest announcement stands. */
  async announceRuntimeLibraries({ runtime, version, libraries }: RuntimeLibraries): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO runtime_libraries (runtime, version, libraries) VALUES ($1, $2, $3::jsonb)
        ON CONFLICT (runtime) DO UPDATE
        SET version = excluded.version, libraries = excluded.libraries, announced_at = now()`,
      [runtime, version, JSON.stringify(libraries)],
    );
  }

  /** What workers announced, by runtime; nothing before the first worker has started. */
  listRuntimeLibraries(): Promise<RuntimeLibraries[]> {
    return queryRows(
      this.dataSource,
      'SELECT runtime, version, libraries FROM runtime_libraries ORDER BY runtime',
    );
  }

  /** Does some work on the whole catalog while no other process does: replicas that start together take turns. */
  async withCatalogLock<T>(work: () => Promise<T>): Promise<T> {
    const lock = this.dataSource.createQueryRunner();
    try {
      await lock.query('SELECT pg_advisory_lock($1)', [CATALOG_LOCK]);
      return await work();
    } finally {
      await lock.query('SELECT pg_advisory_unlock_all()');
      await lock.release();
    }
  }
}
