import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadExercise } from '#exercise-catalog';
import { invariant } from '#contracts';
import { cloneFolder, stateFolder } from '../up/state-folder.js';
import type { ChaosProgram } from './learners.js';

export const CHAOS_EXERCISE = 'greeting';

/** So long that a machine which is busy with being harmed does not make a program look slow. */
const PATIENT_LIMITS = `
limits:
  buildTimeoutMs: 60000
  startTimeoutMs: 30000
  testTimeoutMs: 30000
  wallTimeoutMs: 120000
`;

export interface ChaosExercise {
  /** A folder of exercises with nothing else in it. */
  readonly folder: string;
  /** One of full marks, some that fail some tests, and one that does not even start. */
  readonly programs: readonly ChaosProgram[];
}

/** The small exercise that new ones begin as: a verdict on it costs little, and its solutions say what is expected. */
export async function prepareExercise(): Promise<ChaosExercise> {
  const folder = join(stateFolder, 'chaos-exercises');
  const exercise = join(folder, CHAOS_EXERCISE);
  await rm(folder, { recursive: true, force: true });
  await cp(join(cloneFolder, 'exercises/.skeleton'), exercise, { recursive: true });
  const manifest = join(exercise, 'exercise.yaml');
  await writeFile(manifest, (await readFile(manifest, 'utf8')) + PATIENT_LIMITS);
  const loaded = await loadExercise(exercise);
  invariant(loaded.ok, 'the skeleton of exercises has no mistakes');
  const programs = loaded.solutions
    .filter(({ runtime }) => runtime === 'node')
    .map<ChaosProgram>(({ name, files, expectation }) => ({
      name,
      files,
      expected: expectation?.outcome ?? 'accepted',
    }));
  const broken = [{ path: 'main.ts', content: 'export const unfinished = {\n' }];
  return {
    folder,
    programs: [...programs, { name: 'does not parse', files: broken, expected: 'build-failed' }],
  };
}
