import { readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { invariant, type Outcome, type SubmissionFile } from '#contracts';
import { loadExercise } from '#exercise-catalog';
import { listLives } from '#sandbox';
import { openDocker } from '../up/open-docker.js';
import { IMAGES, prepareImages } from '../up/prepare-images.js';
import { parseWords } from '../up/parse-words.js';
import { cloneFolder } from '../up/state-folder.js';
import type { Steps } from '../up/steps.js';
import { UpFailure } from '../up/up-failure.js';
import { describeMachine } from './describe-machine.js';
import { readProcess } from './measure.js';
import { openPlatformLane, type PlatformLane } from './platform-lane.js';
import { renderSoak } from './render-soak.js';
import { keepSoak } from './report-file.js';
import { judgeSoak, toWindow, type SoakFigures, type SoakSample, type SoakVerdict } from './soak-windows.js';

const MINUTES = 60;
const WINDOWS = 12;
const LOOK_EVERY_MS = 5_000;
/** An exercise whose rejected programs bring every outcome about: they fork, fill disk and memory, flood, loop and crash. */
const EXERCISE = 'probe';
const EXERCISES = 'apps/api/test/system/exercises';

/**
 * `npm run soak`: as many submissions as the machine can judge, of right, wrong and hostile programs, for an hour
 * (`-- --minutes 10` for less). Prints how memory, descriptors, containers and latencies went, and keeps it in docs/BENCHMARKS.md.
 * @returns the exit code: 1 when something grows, or a verdict was wrong
 */
export async function main(steps: Steps): Promise<number> {
  const minutes = readMinutes(process.argv.slice(3));
  const docker = openDocker();
  await prepareImages(docker, steps, 'Images', IMAGES);
  const { folder, programs } = await prepareExercise();
  try {
    const slots = cpus().length;
    const platform = await steps.run('A platform with pods made ahead', () =>
      openPlatformLane(docker, steps, { exercises: folder, slots, warmPods: 3 * slots }),
    );
    try {
      const figures = await steps.run(`${minutes} minutes`, (tell) =>
        soak({ docker, platform, programs, minutes, senders: 2 * slots, tell }),
      );
      const section = renderSoak(figures, judgeSoak(figures), await describeMachine(docker));
      await keepSoak(section);
      steps.say(section);
      return judgeSoak(figures).every(({ met }) => met) ? 0 : 1;
    } finally {
      await platform.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readMinutes(words: readonly string[]): number {
  const { minutes } = parseWords(words, { minutes: { type: 'string' } });
  const value = Number(minutes ?? MINUTES);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UpFailure(`--minutes takes a number above 0, not ${minutes}`);
}

interface Program {
  readonly name: string;
  readonly files: readonly SubmissionFile[];
  readonly expected: Outcome;
}

/** Each of the others after a right one. */
async function prepareExercise(): Promise<{ folder: string; programs: readonly Program[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-soak-exercises-'));
  const exercise = join(folder, EXERCISE);
  await cp(join(cloneFolder, EXERCISES, EXERCISE), exercise, { recursive: true });
  const manifest = join(exercise, 'exercise.yaml');
  // So long that a machine which judges all it can does not make a right program look slow.
  const patient = (await readFile(manifest, 'utf8'))
    .replace(/startTimeoutMs: \d+/, 'startTimeoutMs: 15000')
    .replace(/testTimeoutMs: \d+/, 'testTimeoutMs: 10000')
    .replace(/wallTimeoutMs: \d+/, 'wallTimeoutMs: 60000');
  await writeFile(manifest, patient);
  const loaded = await loadExercise(exercise);
  invariant(loaded.ok, 'the exercise of the tests has no mistakes');
  const all = loaded.solutions
    .filter(({ runtime }) => runtime === 'node')
    .map<Program>(({ name, files, expectation }) => ({
      name,
      files,
      expected: expectation?.outcome ?? 'accepted',
    }));
  const right = all.find(({ expected }) => expected === 'accepted');
  invariant(right, 'the exercise of the tests has an accepted Node solution');
  return { folder, programs: all.filter((one) => one !== right).flatMap((one) => [right, one]) };
}

interface Scene {
  readonly docker: Docker;
  readonly platform: PlatformLane;
  readonly programs: readonly Program[];
  readonly minutes: number;
  /** Everyone sends the next when the last is judged: more senders than slots keep every slot busy. */
  readonly senders: number;
  readonly tell: (detail: string) => void;
}

async function soak(scene: Scene): Promise<SoakFigures> {
  const { docker, platform, programs, minutes, senders, tell } = scene;
  const startedAt = performance.now();
  const windowMs = (minutes * 60_000) / WINDOWS;
  const windowNow = (): number => Math.floor((performance.now() - startedAt) / windowMs);
  const samples: SoakSample[][] = Array.from({ length: WINDOWS }, () => []);
  const verdicts: SoakVerdict[][] = Array.from({ length: WINDOWS }, () => []);
  const wrong: string[] = [];
  let sent = 0;
  const send = async (): Promise<void> => {
    while (windowNow() < WINDOWS) {
      const { name, files, expected } = programs[sent++ % programs.length]!;
      const from = performance.now();
      const outcome = await platform.verdict(EXERCISE, files);
      verdicts[windowNow()]?.push({ program: name, latencyMs: performance.now() - from });
      if (outcome !== expected) wrong.push(`${name} was judged ${outcome}, not ${expected}`);
    }
  };
  const look = async (): Promise<void> => {
    while (windowNow() < WINDOWS) {
      const sample = await takeSample(docker, platform);
      samples[windowNow()]?.push(sample);
      tell(
        `${sent} sent, ${wrong.length} wrong; API ${sample.apiMib.toFixed(0)} MiB, worker ${sample.workerMib.toFixed(0)} MiB`,
      );
      await delay(Math.min(LOOK_EVERY_MS, windowMs / 4));
    }
  };
  await Promise.all([look(), ...Array.from({ length: senders }, send)]);
  return { minutes, windows: samples.map((taken, index) => toWindow(taken, verdicts[index]!)), wrong };
}

async function takeSample(docker: Docker, { pids }: PlatformLane): Promise<SoakSample> {
  const [api, worker] = pids.map((pid) => readProcess(pid).residentKib / 1024);
  const byEngine = await docker.listContainers({ all: true, filters: { label: ['touchstone.owner'] } });
  return {
    apiMib: api!,
    workerMib: worker!,
    descriptors: pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0),
    containers: byEngine.length + (await listLives()).length,
  };
}
