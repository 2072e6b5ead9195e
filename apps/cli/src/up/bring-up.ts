import { announce } from './announce.js';
import { prepareDatabase } from './first-admin.js';
import { KeptPrograms } from './keep-programs.js';
import type { ProgramToKeep } from './kept-process.js';
import { rememberProcesses, stopLeftovers } from './leftover-processes.js';
import { openDocker } from './open-docker.js';
import { platformEnv } from './platform-env.js';
import { type PlatformUrls, startPlatformServices, stopPlatformServices } from './platform-services.js';
import { IMAGES, LATER_IMAGES, prepareImages } from './prepare-images.js';
import type { Steps } from './steps.js';
import { StopSignal } from './stop-signal.js';
import { toMessage, UpFailure } from './up-failure.js';
import { waitUntilReady } from './wait-until-ready.js';

const READY_MS = 60_000;

export type Programs = (env: ProgramToKeep['env']) => readonly ProgramToKeep[];

/**
 * Brings the platform up, keeps it up, and takes it down again when asked to.
 * @param startedAt when the command began, in `performance.now()` time
 * @returns the exit code
 */
export async function bringUp(steps: Steps, startedAt: number, listPrograms: Programs): Promise<number> {
  const docker = openDocker();
  const running: { programs?: KeptPrograms } = {};
  const stop = new StopSignal(() => {
    running.programs?.kill();
    process.exit(130);
  });
  await stopLeftovers();
  await rememberProcesses([]);
  try {
    const started = start(steps, startedAt, listPrograms, running);
    await Promise.race([started, stop.asked]);
    const programs = running.programs;
    if (stop.wasAsked || !programs) return 0;
    const trouble = await Promise.race([stop.asked, programs.broken]);
    if (!trouble) return 0;
    steps.say(trouble);
    return 1;
  } finally {
    steps.say('');
    await steps.run('Stopping', async () => {
      await running.programs?.stop();
      await stopPlatformServices(docker);
    });
  }
}

async function start(
  steps: Steps,
  startedAt: number,
  listPrograms: Programs,
  running: { programs?: KeptPrograms },
): Promise<void> {
  const docker = openDocker();
  const images = prepareImages(docker, steps, 'Images', IMAGES);
  images.catch(() => undefined);
  const urls = await startPlatformServices(docker, steps);
  await steps.run('Database schema', () => prepareDatabase(urls.database));
  await images;
  await startPrograms(steps, urls, listPrograms, running);
  steps.say(announce({ port: portOf(process.env['PORT']), seconds: (performance.now() - startedAt) / 1000 }));
  void prepareLaterImages(steps);
}

/** Submissions that need one of them wait for it; a build that fails costs those, not the platform. */
async function prepareLaterImages(steps: Steps): Promise<void> {
  await prepareImages(openDocker(), steps, 'More images', LATER_IMAGES).catch((error: unknown) =>
    steps.say(`Exercises with ${LATER_IMAGES.join(', ')} cannot be judged yet: ${toMessage(error)}`),
  );
}

async function startPrograms(
  steps: Steps,
  urls: PlatformUrls,
  listPrograms: Programs,
  running: { programs?: KeptPrograms },
): Promise<void> {
  const programs = new KeptPrograms(listPrograms(await platformEnv(urls)), steps);
  running.programs = programs;
  await steps.run('API and worker', async () => {
    await programs.start();
    await waitUntilReady(portOf(process.env['PORT']), READY_MS, () => programs.allRunning).catch(
      (error: unknown) => {
        throw new UpFailure(`${toMessage(error)}. ${programs.describeFailure()}`, { cause: error });
      },
    );
  });
}

const portOf = (setting: string | undefined) => Number(setting ?? 3000);
