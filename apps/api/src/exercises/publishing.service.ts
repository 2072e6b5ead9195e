import { Injectable, Logger } from '@nestjs/common';
import { Refusal, type ExerciseSlug, type PublishedVersion, type SubmissionFile } from '#contracts';
import { loadExercise, type Exercise, type LintProblem } from '#exercise-catalog';
import { ExerciseRepository } from '#persistence';
import { withExerciseFolder } from './exercise-folder.js';

/** An instructor's folder: lint → publish. */
@Injectable()
export class PublishingService {
  private readonly logger = new Logger(PublishingService.name);

  constructor(private readonly exercises: ExerciseRepository) {}

  async publish(slug: ExerciseSlug, files: readonly SubmissionFile[]): Promise<PublishedVersion> {
    const exercise = await withExerciseFolder(slug, files, loadClean);
    await this.refuseTakenId(exercise, files);
    await this.exercises.publish(exercise, 'api');
    this.logger.log(`${slug} is published as ${exercise.version}`);
    return { slug: exercise.slug, version: exercise.version };
  }

  private async refuseTakenId({ slug, manifest }: Exercise, files: readonly SubmissionFile[]): Promise<void> {
    const current = await this.exercises.listCurrent();
    const owner = current.find((other) => other.manifest.id === manifest.id && other.slug !== slug);
    if (owner === undefined) return;
    const message = `the id belongs to ${owner.slug}: give this exercise a new random UUID`;
    throw rejected([{ path: `exercise.yaml:${locateId(files, manifest.id)}`, message }]);
  }
}

/** `line:column` of the id in the manifest. */
function locateId(files: readonly SubmissionFile[], id: string): string {
  const yaml = files.find(({ path }) => path === 'exercise.yaml')?.content ?? '';
  const before = yaml.slice(0, Math.max(0, yaml.indexOf(id))).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

async function loadClean(folder: string): Promise<Exercise> {
  const loaded = await loadExercise(folder);
  if (loaded.ok) return loaded.exercise;
  throw rejected(loaded.problems.map(toError));
}

function rejected(errors: { path: string; message: string }[]): Refusal {
  const [first] = errors;
  return new Refusal(
    'exercise-rejected',
    `Nothing is published. First of ${errors.length}: ${first?.path} ${first?.message}`,
    { errors },
  );
}

function toError({ file, line, column, message }: LintProblem): { path: string; message: string } {
  return { path: `${file}:${line}:${column}`, message };
}
