import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Config } from '#config';
import { loadCatalog, loadExercise, type Catalog, type LintProblem } from '#exercise-catalog';
import { ExerciseRepository } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { FolderFindings } from './folder-findings.js';
import { TrackShelf } from './track-shelf.js';

/**
 * Brings the exercises folder into the database at start. Broken folders are named and left out; the rest goes on. Folders that still
 * have the version that is current are looked through beside the requests: the API need not wait for what it has.
 */
@Injectable()
export class SyncCatalogService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Catalog');
  private lookingThrough: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly exercises: ExerciseRepository,
    private readonly tracks: TrackShelf,
    private readonly findings: FolderFindings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const catalog = await this.load();
    if (catalog === null) return;
    for (const [folder, found] of catalog.problems) this.report(folder, found);
    this.tracks.fill(catalog.tracks);
    await this.exercises.withCatalogLock(() => this.store(catalog));
    this.lookingThrough = this.lookThrough(catalog.unchanged).catch((error: unknown) =>
      this.logger.error(
        `${this.config.exercises.dir} was not looked through to its end, exercises stay as they are in the database; the next start looks again: ${String(error)}`,
      ),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.lookingThrough;
  }

  private async load(): Promise<Catalog | null> {
    const { dir } = this.config.exercises;
    const known = new Map((await this.exercises.listFromFolder()).map(({ slug, ...rest }) => [slug, rest]));
    try {
      return await loadCatalog(dir, known);
    } catch (error) {
      this.logger.error(
        `${dir} cannot be read, exercises stay as they are in the database: ${String(error)}`,
      );
      return null;
    }
  }

  private async store({ exercises, unchanged, problems }: Catalog): Promise<void> {
    for (const exercise of exercises) {
      const current = await this.exercises.publish(exercise);
      if (!current) this.logger.warn(`${exercise.slug}: a version published over the API stays current`);
    }
    // A folder that is broken today keeps the version it had: nobody loses an exercise to a typing mistake.
    const kept = [...exercises.map(({ slug }) => slug), ...unchanged, ...problems.keys()];
    const retired = await this.exercises.retire(kept);
    this.logger.log(
      `${exercises.length + unchanged.length} exercises are ready${retired.length > 0 ? `, retired: ${retired.join(', ')}` : ''}`,
    );
  }

  /** What lint says of them, and what another release of ours may read in the same version. */
  private async lookThrough(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      await setImmediate();
      if (this.isStopping) return;
      const loaded = await loadExercise(join(this.config.exercises.dir, folder));
      if (loaded.problems.length > 0) this.report(folder, loaded.problems);
      if (loaded.ok) await this.exercises.withCatalogLock(() => this.exercises.publish(loaded.exercise));
    }
  }

  private report(folder: string, found: readonly LintProblem[]): void {
    this.findings.add(folder, found);
    for (const { file, line, column, message } of found) {
      this.logger.warn(`${folder}/${file}:${line}:${column} ${message}`);
    }
  }
}
