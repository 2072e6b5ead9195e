import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invariant } from '#contracts';
import { loadExercise, type Exercise, type Solution } from '#exercise-catalog';
import { cloneFolder } from '../up/state-folder.js';
import { TRIVIAL, writeTrivialExercise } from './trivial-exercise.js';

/** Bounds of one workload. */
export interface WorkloadGoals {
  /** Warm, as shares of the latency of other ways. A workload with a database has only the first. */
  readonly ofNative: number;
  readonly ofJest?: number;
  readonly ofFresh?: number;
  readonly cpuAboveNativeMs: number;
}

export interface Workload {
  readonly exercise: Exercise;
  readonly solution: Solution;
  readonly rounds: number;
  /** What it is here for. */
  readonly label: string;
  readonly goals: WorkloadGoals;
}

const SUBJECTS = [
  { slug: TRIVIAL, solution: 'plain', rounds: 12, label: 'a module of five calls' },
  { slug: 'todo-rest-api', solution: 'node-http', rounds: 10, label: 'a service' },
  { slug: 'money-transfer', solution: 'row-locks', rounds: 4, label: 'a service and PostgreSQL' },
];

/** The exercises that are measured, in a folder that a platform can read. */
export interface Workloads {
  readonly folder: string;
  readonly all: readonly Workload[];
  remove(): Promise<void>;
}

export async function openWorkloads(): Promise<Workloads> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-exercises-'));
  await writeTrivialExercise(folder);
  for (const { slug } of SUBJECTS.slice(1))
    await cp(join(cloneFolder, 'exercises', slug), join(folder, slug), { recursive: true });
  const all = await Promise.all(SUBJECTS.map((subject) => load(folder, subject)));
  return { folder, all, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function load(
  folder: string,
  { slug, solution: name, rounds, label }: (typeof SUBJECTS)[number],
): Promise<Workload> {
  const loaded = await loadExercise(join(folder, slug));
  if (!loaded.ok) throw new Error(`${slug} has mistakes: ${JSON.stringify(loaded.problems)}`);
  const solution = loaded.solutions.find(
    (one) => one.name === name && one.runtime === 'node' && one.expectation === null,
  );
  invariant(solution, `${slug} has an accepted Node solution called ${name}`);
  const hasServices = loaded.exercise.manifest.services.length > 0;
  const goals = hasServices
    ? { ofNative: 1, cpuAboveNativeMs: 250 }
    : { ofNative: 0.8, ofJest: 0.15, ofFresh: 0.2, cpuAboveNativeMs: 130 };
  return { exercise: loaded.exercise, solution, rounds, label, goals };
}
