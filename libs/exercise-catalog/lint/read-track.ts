import type { LintProblem } from '../exercise.js';
import { fileProblem, type SourceText } from '../folder/source-text.js';
import { TrackManifest, type Track } from '../track.js';
import { readYaml, type YamlReading } from './read-yaml.js';
import { suggestName } from './suggest-name.js';

const EDITOR_SCHEMA = '../.schema/track.schema.json';
const FILE_NAME = /^(?<slug>[a-z0-9]+(-[a-z0-9]+)*)\.yaml$/;

/** Reads a track. Exercises that are not among `exerciseSlugs` are problems and are left out of it. */
export function readTrack(
  source: SourceText,
  exerciseSlugs: readonly string[],
): { track: Track | null; problems: LintProblem[] } {
  const slug = FILE_NAME.exec(source.path)?.groups?.['slug'];
  if (slug === undefined) {
    const message = 'does not belong here: a track is <slug>.yaml, lower-case words joined by hyphens';
    return { track: null, problems: [fileProblem(source.path, message)] };
  }
  const reading = readYaml(source, TrackManifest, EDITOR_SCHEMA);
  if (reading.value === null) return { track: null, problems: [...reading.problems] };
  const problems = [...reading.problems, ...checkStages(reading.value, reading, exerciseSlugs)];
  return { track: withKnownExercises(slug, reading.value, exerciseSlugs), problems };
}

function checkStages(
  { stages }: TrackManifest,
  reading: YamlReading<unknown>,
  exerciseSlugs: readonly string[],
): LintProblem[] {
  const slugs = stages.map((stage) => stage.slug);
  return stages.flatMap((stage, index) => [
    ...(slugs.indexOf(stage.slug) === index
      ? []
      : [reading.problemAt(['stages', index, 'slug'], `there is already a stage ${stage.slug}`)]),
    ...stage.prerequisites.flatMap((slug, at) =>
      slugs.slice(0, index).includes(slug)
        ? []
        : [
            reading.problemAt(
              ['stages', index, 'prerequisites', at],
              notEarlier(slug, slugs.slice(0, index)),
            ),
          ],
    ),
    ...stage.exercises.flatMap((slug, at) =>
      exerciseSlugs.includes(slug)
        ? []
        : [reading.problemAt(['stages', index, 'exercises', at], notThere(slug, exerciseSlugs))],
    ),
  ]);
}

function notEarlier(slug: string, earlier: readonly string[]): string {
  return `${slug} is not an earlier stage of this track${meant(slug, earlier)}`;
}

function notThere(slug: string, known: readonly string[]): string {
  return `there is no exercise ${slug}${meant(slug, known)}`;
}

function meant(slug: string, known: readonly string[]): string {
  const near = suggestName(slug, known);
  return near === null ? '' : `; did you mean ${near}?`;
}

function withKnownExercises(slug: string, manifest: TrackManifest, exerciseSlugs: readonly string[]): Track {
  const stages = manifest.stages.map((stage) => ({
    ...stage,
    exercises: stage.exercises.filter((exercise) => exerciseSlugs.includes(exercise)),
  }));
  return { ...manifest, slug, stages };
}
