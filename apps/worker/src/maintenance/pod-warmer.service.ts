import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { RuntimeName } from '#contracts';
import { DEFAULT_LIMITS } from '#exercise-catalog';
import { plainShape } from '#judging';
import { DockerPodRunner, ProgramContainers } from '#sandbox';
import { ConsumerSettings } from '../consumers/consumer-settings.js';
import { JudgeSettings } from '../judge-pipeline/judge-settings.js';
import { SandboxGate } from '../self-check/sandbox-gate.service.js';
import { PodJanitor } from './pod-janitor.service.js';

/** Made ahead before anybody has asked for anything. */
const FIRST: readonly RuntimeName[] = ['python', 'node'];

/** Keeps pods ready while the engine is proven; a pod made under an engine that has changed since is not used. */
@Injectable()
export class PodWarmer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PodWarmer.name);
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly runner: DockerPodRunner,
    private readonly gate: SandboxGate,
    private readonly consumer: ConsumerSettings,
    private readonly judging: JudgeSettings,
    private readonly janitor: PodJanitor,
    private readonly containers: ProgramContainers,
  ) {}

  onApplicationBootstrap(): void {
    this.gate.onChange((isOpen) => {
      this.turn = this.turn
        .then(() => (isOpen ? this.begin() : this.runner.close()))
        .catch((error: unknown) => this.logger.warn(`no pods are made ahead: ${String(error)}`));
    });
  }

  /** After the consumers and the gate: nothing runs any more, so what is left is what could not be removed when it was tried. */
  async onApplicationShutdown(): Promise<void> {
    await this.gate.close();
    await this.turn;
    await this.runner.close();
    await this.containers.close();
    await this.janitor.clean();
  }

  private async begin(): Promise<void> {
    const slots = await this.consumer.decideConcurrency();
    const { warmPods, caps } = this.judging;
    for (const runtime of FIRST) this.runner.expect(plainShape(runtime, DEFAULT_LIMITS, caps));
    this.runner.keepWarm({ most: warmPods === 'auto' ? 3 * slots : warmPods, slots });
  }
}
