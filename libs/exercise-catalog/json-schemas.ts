import { z } from 'zod';
import { ExerciseManifest, RejectedExpectation } from './manifest.js';
import { TrackManifest } from './track.js';

/** Content of `exercises/.schema/`, by file name: what editors check YAML against while it is written. */
export const SCHEMA_FILES = {
  'exercise.schema.json': toJsonSchema(ExerciseManifest, 'exercise.yaml'),
  'expect.schema.json': toJsonSchema(RejectedExpectation, 'expect.yaml of a rejected solution'),
  'track.schema.json': toJsonSchema(TrackManifest, 'A track of exercises'),
} as const;

function toJsonSchema(schema: z.ZodType, title: string): string {
  // Draft 7 is the newest that the common YAML language server understands.
  const generated = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ title, ...generated }, null, 2)}\n`;
}
