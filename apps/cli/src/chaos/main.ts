import { openDocker } from '../up/open-docker.js';
import { IMAGES, prepareImages } from '../up/prepare-images.js';
import type { Steps } from '../up/steps.js';
import { StopSignal } from '../up/stop-signal.js';
import { UpFailure } from '../up/up-failure.js';
import { CHAOS_EXERCISE, prepareExercise, type ChaosExercise } from './chaos-exercise.js';
import { ChaosPlatform } from './chaos-platform.js';
import { ChaosRun } from './chaos-run.js';
import { countHarm } from './count-harm.js';
import { FAULT_KINDS, FAULTS, findMissing, type FaultKind } from './faults.js';
import { compareScores, findLeftovers, readRows, waitForQuiet } from './inspect.js';
import { ChaosLearner } from './learners.js';
import { readOptions, type ChaosOptions } from './options.js';
import { planRounds } from './plan-rounds.js';
import { isHarmless, renderChaos, type ChaosReport } from './render-chaos.js';

const LEARNERS = 3;

/**
 * `npm run chaos`: submissions with known verdicts arrive while things are killed, cut and stopped, at moments that a seed
 * decides; then everything is counted.
 * @returns the exit code: 0 when nothing was lost, doubled, wrong or left behind
 */
export async function main(steps: Steps): Promise<number> {
  const impossible = FAULT_KINDS.filter((kind) => findMissing(kind) !== null);
  const possible = FAULT_KINDS.filter((kind) => !impossible.includes(kind));
  const options = readOptions(process.argv.slice(3), possible);
  for (const kind of impossible) {
    const reason = `${kind} takes ${findMissing(kind)}`;
    if (options.faults.includes(kind)) throw new UpFailure(reason);
    steps.say(`Left out: ${reason}.`);
  }
  const docker = openDocker();
  const stop = new StopSignal(() => process.exit(130));
  let stopped = false;
  void stop.asked.then(() => (stopped = true));
  await prepareImages(docker, steps, 'Images', IMAGES);
  steps.say(`Seed ${options.seed}`);
  const exercise = await prepareExercise();
  const platform = await steps.run('A platform to do harm to', () =>
    ChaosPlatform.start(docker, options.workers, exercise.folder),
  );
  try {
    const report = await wreak({ platform, exercise, options, steps, isStopped: () => stopped });
    steps.say(`\n${renderChaos(report)}`);
    if (!isHarmless(report))
      steps.say(`\nLogs: ${platform.programs.map(({ logFile }) => logFile).join(' ')}`);
    return isHarmless(report) ? 0 : 1;
  } finally {
    await platform.stop();
  }
}

interface Scene {
  readonly platform: ChaosPlatform;
  readonly exercise: ChaosExercise;
  readonly options: ChaosOptions;
  readonly steps: Steps;
  readonly isStopped: () => boolean;
}

async function wreak({ platform, exercise, options, steps, isStopped }: Scene): Promise<ChaosReport> {
  const { seed, rounds, minutes } = options;
  const learners = await enrol(platform);
  const run = new ChaosRun(platform, learners, exercise.programs);
  const end = performance.now() + minutes * 60_000;
  const plan = planRounds(seed, listHolds(options.faults));
  for (let number = 1; number <= rounds && performance.now() < end && !isStopped(); number++) {
    const { value } = plan.next();
    await steps.run(`Round ${number}: ${value.fault}`, (tell) => run.play(value, tell));
  }
  const requeued = await steps.run('Quiet', () => calmDown(platform));
  const harm = countHarm(run.acknowledged, await readRows(platform, learners));
  const troubles = await steps.run('Scores, boards, leftovers', async () => [
    ...(await compareScores(platform, learners)),
    ...(await findLeftovers(platform, run)),
  ]);
  return { seed, words: options.words, injected: run.injected, harm, requeued, troubles };
}

async function enrol(platform: ChaosPlatform): Promise<ChaosLearner[]> {
  const learners = Array.from(
    { length: LEARNERS },
    () => new ChaosLearner(platform.urls.api, CHAOS_EXERCISE),
  );
  for (const learner of learners) await learner.register();
  return learners;
}

/** @returns how many had been given up: an operator sends them round again */
async function calmDown(platform: ChaosPlatform): Promise<number> {
  await waitForQuiet(platform);
  const operator = new ChaosLearner(platform.urls.api, CHAOS_EXERCISE);
  await operator.register();
  await platform.query(`UPDATE users SET role = 'admin' WHERE email = $1`, [operator.email]);
  const requeued = await operator.requeue();
  if (requeued > 0) await waitForQuiet(platform);
  return requeued;
}

function listHolds(kinds: readonly FaultKind[]) {
  return Object.fromEntries(kinds.map((kind) => [kind, FAULTS[kind].holdMs]));
}
