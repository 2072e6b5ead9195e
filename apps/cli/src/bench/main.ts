import { spawn } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { loadExercise, type Exercise, type Solution } from '#exercise-catalog';
import { invariant } from '#contracts';
import { openDocker } from '../up/open-docker.js';
import { IMAGES, prepareImages } from '../up/prepare-images.js';
import { cloneFolder } from '../up/state-folder.js';
import type { Steps } from '../up/steps.js';
import { measureBoards } from './measure-boards.js';
import { measureOneByOne, measureRate } from './measure.js';
import { buildPlainImage, unpackImage } from './plain-image.js';
import type { PlainJob } from './plain-judge.js';
import { openPlatformLane, type PlatformLane } from './platform-lane.js';
import { renderBoards } from './render-boards.js';
import { renderReport, type Machine, type Row } from './render-report.js';

const SUBJECTS = [
  { slug: 'todo-rest-api', solution: 'node-http' },
  { slug: 'http-message-parser', solution: 'line-by-line' },
];
const RUNS = 10;
const RATE_RUNS = 12;
/** Cores of the project's kind of machine; more at once would measure the waiting line. */
const AT_ONCE = 2;

/**
 * `npm run bench`: verdict latency, rate and processor time beside the same suite run as plain processes, and beside
 * a naive `docker run` per submission; then reads of a large board. All in one run on one machine. Prints the table and writes docs/BENCHMARKS.md.
 */
export async function main(steps: Steps): Promise<number> {
  const docker = openDocker();
  await prepareImages(docker, steps, 'Images', IMAGES);
  const image = await steps.run('The plain judge’s image', () => buildPlainImage(docker));
  const native = await steps.run('The same files without a container', () => unpackImage(docker, image));
  const platform = await steps.run('The platform', () => openPlatformLane(docker, steps));
  try {
    const rows: Row[] = [];
    for (const subject of SUBJECTS) {
      const program = await loadProgram(subject.slug, subject.solution);
      rows.push(
        await steps.run(subject.slug, (tell) =>
          measureSubject(program, { platform, native: native.folder, image }, tell),
        ),
      );
    }
    const boards = await steps.run('A board of a million learners', () => measureBoards(platform.services));
    const report = renderReport(rows, await describeMachine(docker)) + renderBoards(boards);
    steps.say(`\n${report}`);
    await writeFile(join(cloneFolder, 'docs/BENCHMARKS.md'), report);
    return 0;
  } finally {
    await platform.stop();
    await native.remove();
  }
}

interface Program {
  readonly exercise: Exercise;
  readonly solution: Solution;
}

async function loadProgram(slug: string, name: string): Promise<Program> {
  const loaded = await loadExercise(join(cloneFolder, 'exercises', slug));
  if (!loaded.ok) throw new Error(`${slug} has mistakes: npx touchstone exercise lint ${slug}`);
  const solution = loaded.solutions.find(
    (one) => one.name === name && one.runtime === 'node' && one.expectation === null,
  );
  invariant(solution, `${slug} has an accepted Node solution called ${name}`);
  return { exercise: loaded.exercise, solution };
}

interface Lanes {
  readonly platform: PlatformLane;
  readonly native: string;
  readonly image: string;
}

async function measureSubject(
  { exercise, solution }: Program,
  lanes: Lanes,
  tell: (detail: string) => void,
): Promise<Row> {
  const job: PlainJob = {
    kind: exercise.manifest.kind,
    suite: exercise.hiddenSuite,
    files: solution.files,
    seed: '0123456789abcdef',
  };
  const judge = () => lanes.platform.judge(exercise.slug, solution.files);
  const runNatively = () =>
    runPlainJudge(['chroot', lanes.native, 'node', '--no-warnings', '/opt/touchstone/plain-judge.js'], job);
  const runNaively = () =>
    runPlainJudge(
      ['docker', 'run', '--rm', '-i', '--network', 'none', '--label', 'touchstone.managed=true', lanes.image],
      job,
    );
  tell('native, one by one');
  const native = await measureOneByOne(RUNS, runNatively);
  tell('docker run, one by one');
  const naive = await measureOneByOne(RUNS, runNaively);
  tell('Touchstone, one by one');
  const ours = await measureOneByOne(RUNS, judge);
  tell(`docker run, ${AT_ONCE} at a time`);
  const naiveRate = await measureRate(RATE_RUNS, AT_ONCE, runNaively);
  tell(`Touchstone, ${AT_ONCE} at a time`);
  const ourRate = await measureRate(RATE_RUNS, AT_ONCE, judge);
  return { slug: exercise.slug, native, naive: { ...naive, ...naiveRate }, ours: { ...ours, ...ourRate } };
}

async function runPlainJudge(command: readonly [string, ...string[]], job: PlainJob): Promise<void> {
  const [program, ...args] = command;
  const env = { PATH: `/usr/local/bin:${process.env.PATH ?? ''}`, HOME: '/tmp' };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  child.stdin.end(JSON.stringify(job));
  const result = JSON.parse(await text(child.stdout)) as { failed: number };
  if (result.failed > 0)
    throw new Error(`${result.failed} tests failed under the plain judge: it is no measure`);
}

async function describeMachine(docker: Docker): Promise<Machine> {
  const { Version } = await docker.version();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    engine: `Docker ${Version}`,
  };
}
