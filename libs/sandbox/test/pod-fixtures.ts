import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import type { ServiceName, SubmissionFile } from '#contracts';
import type { PodObservation, PodPlan, PodReport } from '#judging';
import {
  DockerPodRunner,
  ensureImages,
  findImageId,
  localImages,
  makeOwner,
  type ProgramContainers,
  type ImageName,
  type ImageNames,
  type PodChoice,
} from '#sandbox';
import { aSeed, someLimits } from '#testing';

export const docker = new Docker();
export const owner = makeOwner();

const SCRIPTED_GRADER = 'touchstone-test/scripted-grader:latest';

/** The real images, but a grader that follows the script in a plan's suite. */
export const scriptedImages: ImageNames = (image) =>
  image === 'grader' ? SCRIPTED_GRADER : localImages(image);

const NEEDED: readonly ImageName[] = [
  'pause',
  'node',
  'python',
  'nginx',
  'postgres',
  'redis',
  'rabbitmq',
  'node-runtime',
  'launcher',
];

/** Builds the images that are missing. The first time on a machine this takes minutes. */
export async function preparePodImages(): Promise<void> {
  const found = await Promise.all(NEEDED.map((name) => findImageId(docker, `touchstone/${name}:latest`)));
  await ensureImages(
    docker,
    NEEDED.filter((_, index) => found[index] === null),
  );
  const context = fileURLToPath(new URL('scripted-grader', import.meta.url));
  const build = await docker.buildImage(
    { context, src: ['Dockerfile', 'main.mjs', 'start'] },
    { t: SCRIPTED_GRADER, labels: { 'touchstone.managed': 'true' } },
  );
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(build, (error) => (error === null ? resolve() : reject(error))),
  );
}

/** Task → the pod that was chosen for it last. */
export const podOf = new Map<string, string>();
export const notePod = ({ taskId, podId }: PodChoice): void => void podOf.set(taskId, podId);

/** @param containers who starts them; the engine when it is not said */
export const aRunner = (
  images: ImageNames = scriptedImages,
  containers?: ProgramContainers,
): DockerPodRunner =>
  new DockerPodRunner({
    ...{ docker, owner, images, onChoice: notePod },
    ...(containers === undefined ? {} : { containers }),
  });

/** A plan whose grader follows `script` (see scripted-grader/main.mjs) against one main file. */
export function aPlan(
  script: string,
  program: string | readonly SubmissionFile[],
  overrides: Omit<Partial<PodPlan>, 'limits'> & {
    limits?: Partial<PodPlan['limits']>;
    services?: ServiceName[];
  } = {},
): PodPlan {
  const { limits, ...rest } = overrides;
  const runtime = rest.runtime ?? 'node';
  const main = runtime === 'node' ? 'main.mjs' : 'main.py';
  return {
    taskId: randomUUID(),
    attempt: 1,
    kind: 'service',
    runtime,
    services: [],
    upstreams: [],
    instances: 1,
    // Generous: a crowded machine must not decide a test.
    limits: someLimits({ startTimeoutMs: 30_000, ...limits }),
    suite: [{ path: 'tests/hidden/script.test.ts', content: script }],
    files: typeof program === 'string' ? [{ path: main, content: program }] : program,
    seed: aSeed(),
    suiteName: 'a suite',
    maxCrashRestarts: 3,
    aside: false,
    ...rest,
  };
}

export interface Witnessed {
  readonly report: PodReport;
  readonly seen: readonly PodObservation[];
  /** Title → `passed`, or the message of its failure. */
  readonly tests: Readonly<Record<string, string>>;
}

export async function witness(
  plan: PodPlan,
  runner = aRunner(),
  signal = new AbortController().signal,
): Promise<Witnessed> {
  const seen: PodObservation[] = [];
  const observe = (observation: PodObservation): void => void seen.push(observation);
  const report = await runner.run(plan, observe, signal).finally(() => runner.settled());
  return { report, seen, tests: testsOf(seen) };
}

function testsOf(seen: readonly PodObservation[]): Record<string, string> {
  const ends = seen.flatMap((one) =>
    one.type === 'frame' && one.frame.type === 'test-end' ? [one.frame] : [],
  );
  return Object.fromEntries(
    ends.map((end) => [end.id.replace('Pod › ', ''), end.failure?.message ?? end.status] as const),
  );
}

/** A program that answers `ok`, with more code around it. */
export const echoProgram = (more = ''): string => `
import http from 'node:http';
${more}
http.createServer((request, response) => response.end('ok ' + request.url)).listen(Number(process.env.PORT), '127.0.0.1');
`;

/** A script that waits until the program answers and runs one passing test. */
export const SMOKE_SCRIPT = `
plan('answers');
await started;
await ready(load.subjects[0].port);
await test('answers', async () => equal((await get('/hello')).body, 'ok /hello'));
send({ type: 'done', ...tally });
`;
