import { describe, expect, it } from '@jest/globals';
import type { DockerPodRunner, ProgramContainers } from '#sandbox';
import type { ConsumerSettings } from '../consumers/consumer-settings.js';
import type { JudgeSettings } from '../judge-pipeline/judge-settings.js';
import type { SandboxGate } from '../self-check/sandbox-gate.service.js';
import type { PodJanitor } from './pod-janitor.service.js';
import { PodWarmer } from './pod-warmer.service.js';

describe('a worker that stops', () => {
  it('ends what the gate examines, removes its pods, and then what could not be removed before', async () => {
    const done: string[] = [];
    const note = (what: string) => () => Promise.resolve(void done.push(what));
    const warmer = new PodWarmer(
      { close: note('pods') } as Partial<DockerPodRunner> as DockerPodRunner,
      { close: note('examination') } as Partial<SandboxGate> as SandboxGate,
      {} as ConsumerSettings,
      {} as JudgeSettings,
      { clean: note('leftovers') } as Partial<PodJanitor> as PodJanitor,
      { close: note('patterns') } as Partial<ProgramContainers> as ProgramContainers,
    );

    await warmer.onApplicationShutdown();

    expect(done).toEqual(['examination', 'pods', 'patterns', 'leftovers']);
  });
});
