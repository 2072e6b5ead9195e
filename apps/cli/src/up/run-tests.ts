import { basename } from 'node:path';
import type Docker from 'dockerode';
import { loadExercise } from '#exercise-catalog';
import { listExerciseFolders } from '../local/load-exercises.js';
import { ProofLedger } from '../verify/proof-ledger.js';
import { startManagedService, stopManagedServices } from './managed-services.js';
import { openDocker } from './open-docker.js';
import { IMAGES, LATER_IMAGES, prepareImages } from './prepare-images.js';
import { runStage, type Counts } from './run-stage.js';
import { cloneFolder } from './state-folder.js';
import type { Steps } from './steps.js';
import { StopSignal } from './stop-signal.js';
import { listStages, type ProvableExercise, type Stage } from './test-stages.js';

/**
 * `npm test`, from the point where dependencies, build and engine are there. `npm test -- unit feature` runs a part.
 * @returns the exit code: 0 when everything passed
 */
export async function main(steps: Steps, startedAt: number): Promise<number> {
  const stages = listStages(process.argv.slice(3), await readExercises());
  const docker = openDocker();
  const interrupted = new AbortController();
  const stop = new StopSignal(() => process.exit(130));
  void stop.asked.then(() => interrupted.abort());
  try {
    await prepareImages(docker, steps, 'Images', [...IMAGES, ...LATER_IMAGES]);
    const env = await steps.run('Test services', () => startTestServices(docker));
    const results = await runStages(stages, env, interrupted.signal, steps);
    return report(results, (performance.now() - startedAt) / 1000, steps);
  } finally {
    await stopManagedServices(docker, 'test');
  }
}

/** What a program takes in its pod, where an older proof does not tell. */
const USUAL_MS = 5000;

/** An exercise with mistakes counts as changed: its stage then tells them. */
async function readExercises(): Promise<ProvableExercise[]> {
  const ledger = new ProofLedger();
  const folders = await listExerciseFolders([], cloneFolder);
  return Promise.all(
    folders.map(async (folder) => {
      const loaded = await loadExercise(folder);
      const proof = loaded.ok ? ledger.find(loaded) : null;
      return { slug: basename(folder), provenMs: proof && proof.programs * (proof.medianMs ?? USUAL_MS) };
    }),
  );
}

async function startTestServices(docker: Docker): Promise<NodeJS.ProcessEnv> {
  const [database, redis] = await Promise.all([
    startManagedService(docker, 'postgres', 'test'),
    startManagedService(docker, 'redis', 'test'),
  ]);
  return { ...process.env, TEST_DATABASE_URL: database, TEST_REDIS_URL: redis };
}

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

/** One after the other: stages that share a machine's two cores would make each other's deadlines pass. */
async function runStages(
  stages: readonly Stage[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  steps: Steps,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const stage of stages) {
    if (signal.aborted) break;
    steps.say(`\n── ${stage.name}`);
    const startedAt = performance.now();
    const counts = await runStage(stage, env, signal);
    results.push({ name: stage.name, ...counts, seconds: (performance.now() - startedAt) / 1000 });
  }
  if (signal.aborted) results.push({ name: 'interrupted', passed: 0, failed: 1, failures: [], seconds: 0 });
  return results;
}

function report(results: readonly Result[], seconds: number, steps: Steps): number {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  for (const { name, failures } of results)
    for (const failure of failures) steps.say(`\n✘ ${name}: ${failure.replaceAll('\n', '\n    ')}`);
  steps.say(`\nAll stages, ${(seconds / 60).toFixed(1)} min:`);
  for (const result of results) steps.say(toLine(result));
  steps.say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function toLine({ name, passed, failed, seconds }: Result): string {
  const mark = failed === 0 ? '✔' : '✘';
  return `${mark} ${name.padEnd(30)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(0).padStart(5)} s`;
}
