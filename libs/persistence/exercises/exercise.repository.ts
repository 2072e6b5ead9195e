import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataSource } from 'typeorm';
import {
  PlatformFault,
  type ExerciseId,
  type ExerciseSlug,
  type ExerciseVersion,
  type RuntimeLibraries,
} from '#contracts';
import type { Exercise, ExerciseManifest, Walkthrough } from '#exercise-catalog';
import { queryRows } from '../query-rows.js';
import { Together } from '../together.js';
import { publishExercise } from './publish-exercise.js';
import { setRetired, type Retirement } from './retire-exercise.js';

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

export interface FolderExercise {
  readonly slug: ExerciseSlug;
  readonly id: ExerciseId;
  readonly version: ExerciseVersion;
}

export interface Namesake {
  readonly slug: ExerciseSlug;
  readonly id: ExerciseId;
  readonly retired: boolean;
}

/** A version as it was last stored: a later release of ours, or another name, may store the same version anew. */
interface Edition {
  readonly version: ExerciseVersion;
  /** The transaction that stored it. */
  readonly mark: string;
}

/** A catalogue has some fifty exercises of some 100 KiB each. */
const MOST_EDITIONS_KEPT = 100;
const MOST_ASKED_TOGETHER = 100;

@Injectable()
export class ExerciseRepository {
  /** By their marks. */
  private readonly editions = new LRUCache<string, PublishedExercise>({ max: MOST_EDITIONS_KEPT });
  private readonly currentEditions: Together<string, Edition | null>;

  constructor(private readonly dataSource: DataSource) {
    this.currentEditions = new Together<string, Edition | null>({
      work: (slugs) => this.listCurrentEditions(slugs),
      most: MOST_ASKED_TOGETHER,
    });
  }

  /**
   * Stores this version (once) and makes it the current one. Safe to repeat and to race.
   * False when it comes from the folder and somebody has published this exercise over the API: theirs stays current.
   */
  publish(exercise: Exercise, origin: 'folder' | 'api' = 'folder'): Promise<boolean> {
    return this.dataSource.transaction((manager) => publishExercise(manager, exercise, origin));
  }

  /** Hides an exercise from learners or brings it back; false when there is no such exercise. */
  setRetired(retirement: Retirement): Promise<boolean> {
    return this.dataSource.transaction((manager) => setRetired(manager, retirement));
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

  /** The current exercises that came from the folder. */
  listFromFolder(): Promise<FolderExercise[]> {
    return queryRows(
      this.dataSource,
      `SELECT slug, exercise_id AS id, current_version AS version FROM exercises
        WHERE origin = 'folder' AND retired_at IS NULL ORDER BY slug`,
    );
  }

  /** Exercises of this name or with this id, retired ones too. */
  listNamesakes({ slug, id }: { slug: ExerciseSlug; id: ExerciseId }): Promise<Namesake[]> {
    return queryRows(
      this.dataSource,
      `SELECT slug, exercise_id AS id, retired_at IS NOT NULL AS retired FROM exercises
        WHERE slug = $1 OR exercise_id = $2 ORDER BY slug`,
      [slug, id],
    );
  }

  /** null when there is none of this name or it is retired. To be read only. */
  async findCurrent(slug: string): Promise<PublishedExercise | null> {
    const edition = await this.currentEditions.do(slug);
    return edition && this.readEdition(edition);
  }

  /** Any version that was ever published, without its hidden suite and walk-through. To be read only. */
  async findVersion(version: ExerciseVersion): Promise<PublishedExercise | null> {
    const [edition] = await queryRows<Edition>(
      this.dataSource,
      'SELECT version, xmin::text AS mark FROM exercise_versions WHERE version = $1',
      [version],
    );
    return edition ? this.readEdition(edition) : null;
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
      `UPDATE exercises SET retired_at = now(), retired_by = 'folder' WHERE retired_at IS NULL AND origin = 'folder' AND slug <> ALL($1::text[]) RETURNING slug`,
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

  private async listCurrentEditions(slugs: readonly string[]): Promise<(Edition | null)[]> {
    const rows = await queryRows<Edition & { slug: string }>(
      this.dataSource,
      `SELECT e.slug, v.version, v.xmin::text AS mark
        FROM exercises e JOIN exercise_versions v ON v.version = e.current_version
        WHERE e.slug = ANY($1::text[]) AND e.retired_at IS NULL`,
      [[...new Set(slugs)]],
    );
    const editionOf = new Map(rows.map(({ slug, ...edition }) => [slug, edition]));
    return slugs.map((slug) => editionOf.get(slug) ?? null);
  }

  private async readEdition({ version, mark }: Edition): Promise<PublishedExercise | null> {
    const known = this.editions.get(`${version} ${mark}`);
    if (known !== undefined) return known;
    const [row] = await queryRows<{ mark: string; bundle: PublishedExercise }>(
      this.dataSource,
      `SELECT xmin::text AS mark, bundle ${PUBLISHED} AS bundle FROM exercise_versions WHERE version = $1`,
      [version],
    );
    if (row) this.editions.set(`${version} ${row.mark}`, row.bundle);
    return row?.bundle ?? null;
  }
}
