import { cpus } from 'node:os';
import type Docker from 'dockerode';
import { openDocker } from '../up/open-docker.js';
import { IMAGES, prepareImages } from '../up/prepare-images.js';
import { parseWords } from '../up/parse-words.js';
import type { Steps } from '../up/steps.js';
import { describeMachine } from './describe-machine.js';
import { judgeCompany, judgeGoals, judgeIntake, judgeStart, judgeStreams, type Row } from './judge-goals.js';
import { measureBoards } from './measure-boards.js';
import { measureCompany } from './measure-company.js';
import { measureIntake, type IntakeFigures } from './measure-intake.js';
import { measureStreams, type StreamFigures } from './measure-streams.js';
import { measureCold, measureWarm } from './measure-workload.js';
import { quantile } from './measure.js';
import { buildPlainImage, unpackImage } from './plain-image.js';
import { openIntakePlatform, openPlatformLane, type StartFigures } from './platform-lane.js';
import { renderBoards } from './render-boards.js';
import { renderIntake, renderStreams } from './render-intake.js';
import { renderCompany, renderStart } from './render-platform.js';
import { renderReport } from './render-report.js';
import { keepReport } from './report-file.js';
import { openWorkloads, type Workload } from './workloads.js';

/**
 * `npm run bench`: latency, processor time and rate of verdicts beside the same suite run as plain processes, and beside
 * fresh containers per submission; then intake, and reads of a large board. All in one run on one machine, which should have nothing
 * else to do. Prints the table, or with `--json` the figures and goals; writes docs/BENCHMARKS.md.
 */
export async function main(steps: Steps): Promise<number> {
  const { json } = parseWords(process.argv.slice(3), { json: { type: 'boolean' } });
  const docker = openDocker();
  await prepareImages(docker, steps, 'Images', IMAGES);
  const image = await steps.run('The plain judge’s image', () => buildPlainImage(docker));
  const native = await steps.run('The same files without a container', () => unpackImage(docker, image));
  const workloads = await openWorkloads();
  try {
    const places = { image, native: native.folder };
    const { warm, boards, start, company } = await measureBesidePool(docker, steps, { ...workloads, places });
    const cold = await measureWithoutPool(docker, steps, workloads);
    const rows = warm.map((row, index): Row => ({ ...row, cold: cold[index]! }));
    const machine = await describeMachine(docker);
    const { intake, streams } = await measureApiAlone(docker, steps, workloads);
    const goals = [
      ...judgeGoals(rows),
      ...judgeCompany(company),
      ...judgeStart(start),
      ...judgeIntake(intake),
      ...judgeStreams(streams),
    ];
    const report =
      renderReport(rows, goals, machine) +
      renderCompany(company) +
      renderStart(start) +
      renderIntake(intake) +
      renderStreams(streams) +
      renderBoards(boards);
    await keepReport(report);
    const figures = { machine, rows, company, start, intake, streams, boards, goals };
    if (json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    else steps.say(`\n${report}`);
    return 0;
  } finally {
    await native.remove();
    await workloads.remove();
  }
}

/** One start says little. */
const STARTS = 3;

interface Subjects {
  readonly folder: string;
  readonly all: readonly Workload[];
}

async function measureBesidePool(
  docker: Docker,
  steps: Steps,
  {
    folder,
    all,
    places,
  }: Subjects & { readonly places: { readonly image: string; readonly native: string } },
) {
  const slots = cpus().length;
  const open = () => openPlatformLane(docker, steps, { exercises: folder, slots, warmPods: 3 * slots });
  const starts: StartFigures[] = [];
  for (let left = STARTS - 1; left > 0; left -= 1)
    await steps.run('A start', async () => {
      const started = await open();
      starts.push(started.start);
      await started.stop();
    });
  const platform = await steps.run('A platform with pods made ahead', open);
  starts.push(platform.start);
  try {
    const warm: Omit<Row, 'cold'>[] = [];
    for (const workload of all)
      warm.push(
        await steps.run(workload.exercise.slug, (tell) =>
          measureWarm(workload, { platform, places, slots, cores: cpus().length }, tell),
        ),
      );
    const boards = await steps.run('A board of a million learners', () => measureBoards(platform.services));
    // Last: it leaves a long line behind.
    const company = await steps.run('Beside others', () => measureCompany(platform, all[0]!, slots));
    const start: StartFigures = {
      apiMs: medianOf(starts.map(({ apiMs }) => apiMs)),
      podMs: medianOf(starts.map(({ podMs }) => podMs)),
    };
    return { warm, boards, company, start };
  } finally {
    await platform.stop();
  }
}

const medianOf = (values: readonly number[]): number => quantile(values, 0.5);

async function measureWithoutPool(docker: Docker, steps: Steps, { folder, all }: Subjects) {
  const platform = await steps.run('A platform that makes no pods ahead', () =>
    openPlatformLane(docker, steps, { exercises: folder, slots: cpus().length, warmPods: 0 }),
  );
  try {
    const cold = [];
    for (const workload of all)
      cold.push(await steps.run(`${workload.exercise.slug}, cold`, () => measureCold(workload, platform)));
    return cold;
  } finally {
    await platform.stop();
  }
}

/** Of what learners send most: a service of a few files. */
async function measureApiAlone(
  docker: Docker,
  steps: Steps,
  { folder, all }: Subjects,
): Promise<{ intake: IntakeFigures; streams: StreamFigures }> {
  const { exercise, solution } = all[1]!;
  const platform = await steps.run('An API that takes submissions', () =>
    openIntakePlatform(docker, steps, folder),
  );
  try {
    const measured = [platform, exercise.slug, solution.files] as const;
    // Streams first: intake leaves thousands of submissions behind.
    const streams = await steps.run('Streams', () => measureStreams(...measured));
    return { streams, intake: await steps.run('Intake', () => measureIntake(...measured)) };
  } finally {
    await platform.stop();
  }
}
