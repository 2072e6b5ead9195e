import { beforeAll } from '@jest/globals';
import { describePodRunner } from '#testing';
import { aPlan, aRunner, echoProgram, preparePodImages, SMOKE_SCRIPT } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

describePodRunner('DockerPodRunner', () => ({
  runner: aRunner(),
  aPlan: () => aPlan(SMOKE_SCRIPT, echoProgram()),
}));
