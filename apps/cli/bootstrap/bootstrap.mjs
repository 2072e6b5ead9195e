import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildPart, listStaleParts } from './build.mjs';
import { areDependenciesInstalled, installDependencies } from './dependencies.mjs';
import { ensureEngine } from './engine.mjs';
import { askEngine, probeEngine, socketPath } from './engine-http.mjs';
import { explainOutput, Failure } from './failure.mjs';
import { checkDiskSpace, checkNotRunning, checkPort, FIRST_START_GIB, LATER_START_GIB } from './machine.mjs';
import { reset } from './reset.mjs';
import { runProgram } from './run-program.mjs';
import { Steps } from './steps.mjs';
import { ensureTestPrograms } from './test-programs.mjs';
import { USAGE } from './usage.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Compiled entry points that take over when everything below them is in place. */
const HANDOVERS = {
  start: 'up/start.js',
  dev: 'up/dev.js',
  test: 'up/run-tests.js',
  bench: 'bench/main.js',
  chaos: 'chaos/main.js',
  soak: 'bench/soak.js',
  compose: 'up/prepare-compose.js',
};

/** @param {string} command start, dev, test, bench, chaos, soak, compose or reset: usage.mjs describes them */
export async function run(command) {
  const startedAt = performance.now();
  const steps = new Steps();
  try {
    if (command in USAGE && asksForHelp(process.argv.slice(3))) return console.log(USAGE[command]);
    if (command === 'reset') return await reset(root, steps);
    if (!(command in HANDOVERS))
      throw new Failure(
        `unknown command ${command}: use npm start, npm test, npm run dev, npm run bench, npm run chaos, npm run soak, npm run compose or npm run reset`,
      );
    await prepare(command, steps);
    const { main } = await import(pathToFileURL(join(root, 'dist/apps/cli/src', HANDOVERS[command])).href);
    // Image builds may still hold connections; the engine drops them with this process.
    process.exit(await main(steps, startedAt));
  } catch (error) {
    console.error(`\n${toSentence(error)}`);
    process.exit(1);
  }
}

const asksForHelp = (words) => words.includes('--help') || words.includes('-h');

/** Everything that compiled code needs: dependencies and engine side by side, then what is built from both. */
async function prepare(command, steps) {
  const firstStart = !existsSync(join(root, 'dist')) || !existsSync(join(root, 'node_modules'));
  checkDiskSpace([root, '/var/lib/docker', '/var/lib'], firstStart ? FIRST_START_GIB : LATER_START_GIB);
  if (command === 'start' || command === 'dev') {
    checkNotRunning(root);
    await checkPort(root, process.env.PORT, command === 'dev' ? 'npm run dev' : 'npm start');
  }

  // Whichever fails first is told at once; what the other one runs ends with this process.
  await Promise.all([prepareEngine(command, steps), prepareBuild(steps)]);
}

async function prepareEngine(command, steps) {
  if ((await probeEngine()) !== 'ready') await steps.run('Docker engine', (tell) => ensureEngine(root, tell));
  if (command === 'test') await ensureTestPrograms(steps);
  if (!(await hasBaseImage())) await steps.run('Debian base image', ensureDebian);
}

async function prepareBuild(steps) {
  if (!areDependenciesInstalled(root)) {
    await steps.run('Dependencies (npm ci)', (tell) => installDependencies(root, tell));
  }
  for (const part of listStaleParts(root))
    await steps.run(`Build ${part.name}`, (tell) => buildPart(root, part, tell));
}

async function hasBaseImage() {
  const { status } = await askEngine('GET', '/images/touchstone/base:latest/json');
  return status === 200;
}

async function ensureDebian(tell) {
  const program = join(root, 'sandbox-images/base/ensure-debian.mjs');
  await runProgram(
    'The Debian base image',
    [process.execPath, program, socketPath, join(root, '.touchstone')],
    { onLine: tell },
  );
}

function toSentence(error) {
  if (error instanceof Failure) return error.message;
  if (error instanceof Error && error.code === 'ENOSPC') return explainOutput('Touchstone', 'ENOSPC');
  // What compiled code throws is meant for users as well; anything else is a mistake of ours and shows where it was.
  return error instanceof Error ? (error.name === 'Error' ? error.stack : error.message) : String(error);
}
