import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type Config } from '#config';
import { loadCatalog, type Catalog, type LintProblem } from '#exercise-catalog';
import { ExerciseRepository } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { FolderFindings } from './folder-findings.js';
import { TrackShelf } from './track-shelf.js';

/** Brings the exercises folder into the database at start. Broken folders are named and left out; the rest goes on. */
@Injectable()
export class SyncCatalogService implements OnApplicationBootstrap {
  private readonly logger = new Logger('Catalog');

  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly exercises: ExerciseRepository,
    private readonly tracks: TrackShelf,
    private readonly findings: FolderFindings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const catalog = await this.load();
    if (catalog === null) return;
    this.report(catalog.problems);
    this.tracks.fill(catalog.tracks);
    this.findings.fill(catalog.problems);
    await this.exercises.withCatalogLock(() => this.store(catalog));
  }

  private async load(): Promise<Catalog | null> {
    const { dir } = this.config.exercises;
    try {
      return await loadCatalog(dir);
    } catch (error) {
      this.logger.error(
        `${dir} cannot be read, exercises stay as they are in the database: ${String(error)}`,
      );
      return null;
    }
  }

  private async store({ exercises, problems }: Catalog): Promise<void> {
    for (const exercise of exercises) {
      const current = await this.exercises.publish(exercise);
      if (!current) this.logger.warn(`${exercise.slug}: a version published over the API stays current`);
    }
    // A folder that is broken today keeps the version it had: nobody loses an exercise to a typing mistake.
    const kept = [...exercises.map(({ slug }) => slug), ...problems.keys()];
    const retired = await this.exercises.retire(kept);
    this.logger.log(
      `${exercises.length} exercises are ready${retired.length > 0 ? `, retired: ${retired.join(', ')}` : ''}`,
    );
  }

  private report(problems: ReadonlyMap<string, readonly LintProblem[]>): void {
    for (const [folder, found] of problems) {
      for (const { file, line, column, message } of found) {
        this.logger.warn(`${folder}/${file}:${line}:${column} ${message}`);
      }
    }
  }
}
