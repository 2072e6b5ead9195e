import { hostname } from 'node:os';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import Docker from 'dockerode';
import type { WorkerImage } from '#contracts';
import { WorkerRepository } from '#persistence';
import { listImages } from '#sandbox';
import { Slots } from '../consumers/slots.js';
import { JudgeSettings } from '../judge-pipeline/judge-settings.js';
import { SandboxGate } from '../self-check/sandbox-gate.service.js';
import { ModeWatch } from '../work-gate/mode-watch.service.js';
import { PodJanitor } from './pod-janitor.service.js';
import { Sweeper } from './sweeper.service.js';

const ANNOUNCE_EVERY_MS = 5_000;

/** What the parts of this worker have to tell. */
@Injectable()
export class NewsSources {
  constructor(
    private readonly slots: Slots,
    private readonly gate: SandboxGate,
    private readonly modes: ModeWatch,
    private readonly sweeper: Sweeper,
    private readonly janitor: PodJanitor,
  ) {}

  read() {
    return {
      slots: this.slots.total,
      running: this.slots.running,
      runningAside: this.slots.runningAside,
      gateOpen: this.gate.isOpen,
      trouble: this.gate.trouble,
      engine: this.gate.engine,
      mode: this.modes.mode ?? ('normal' as const),
      swept: this.sweeper.swept,
      orphansRemoved: this.janitor.removed,
    };
  }
}

/** Tells operators that this worker is there and how it is, until it stops in order. */
@Injectable()
export class WorkerAnnouncer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WorkerAnnouncer.name);
  private timer: NodeJS.Timeout | undefined;
  private announcing: Promise<void> = Promise.resolve();

  constructor(
    private readonly workers: WorkerRepository,
    private readonly docker: Docker,
    private readonly settings: JudgeSettings,
    private readonly sources: NewsSources,
  ) {}

  onApplicationBootstrap(): void {
    this.announcing = this.announce();
    this.timer = setInterval(() => {
      this.announcing = this.announce();
    }, ANNOUNCE_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.announcing;
    await this.workers.forget(this.settings.workerId).catch(() => undefined);
  }

  private async announce(): Promise<void> {
    try {
      await this.workers.announce({
        id: this.settings.workerId,
        host: hostname(),
        images: await this.readImages(),
        ...this.sources.read(),
      });
      await this.workers.prune();
    } catch (error) {
      this.logger.warn(`this worker could not announce itself: ${String(error)}`);
    }
  }

  /** None while the engine is away: the gate says why. */
  private readImages(): Promise<WorkerImage[]> {
    return listImages(this.docker).catch(() => []);
  }
}
