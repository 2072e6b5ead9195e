import { afterAll, beforeAll } from '@jest/globals';
import { makeOwner, ProgramContainers } from '#sandbox';
import { describePodRunner } from '#testing';
import {
  aPlan,
  aRunner,
  docker,
  echoProgram,
  preparePodImages,
  scriptedImages,
  SMOKE_SCRIPT,
} from './pod-fixtures.js';

const byRunc = new ProgramContainers({ docker, owner: makeOwner(), images: scriptedImages });

beforeAll(preparePodImages, 600_000);
afterAll(() => byRunc.close());

for (const [name, runner] of [
  ['DockerPodRunner, whose containers the engine starts', () => aRunner()],
  ['DockerPodRunner, whose containers runc starts', () => aRunner(scriptedImages, byRunc)],
] as const)
  describePodRunner(name, () => ({ runner: runner(), aPlan: () => aPlan(SMOKE_SCRIPT, echoProgram()) }));
