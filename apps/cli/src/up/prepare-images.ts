import type Docker from 'dockerode';
import { ProgramRuntime } from '#contracts';
import { ensureImages, type ImageName, type ImageProgress } from '#sandbox';
import type { Steps } from './steps.js';

/** What the first verdict needs. The worker takes nothing before its self-check, whose programs are in Python. */
export const IMAGES = [
  'pause',
  'grader',
  'node',
  'python',
  'nginx',
  'postgres',
  'redis',
] as const satisfies readonly ImageName[];

/** What exercises of later stages and other languages need: made while the platform already judges the others. */
export const LATER_IMAGES = [
  ...ProgramRuntime.options.filter((runtime) => !(IMAGES as readonly ImageName[]).includes(runtime)),
  'rabbitmq',
] as const satisfies readonly ImageName[];

/** Makes sure of images under one step, which tells what is being built. */
export async function prepareImages(
  docker: Docker,
  steps: Steps,
  title: string,
  names: readonly ImageName[],
): Promise<void> {
  await steps.run(title, async (tell) => {
    const building = new Map<ImageName, string>();
    await ensureImages(docker, names, ({ image, state, step }: ImageProgress) => {
      if (state === 'building') building.set(image, step);
      else building.delete(image);
      tell([...building].map(([name, what]) => `${name}: ${what}`).join('  |  '));
    });
  });
}
