import type { ContainerCreateOptions } from 'dockerode';
import {
  isProgramRuntime,
  type PlatformFault,
  type PlatformFaultCode,
  type ServiceAccess,
  type ServiceName,
} from '#contracts';
import type { PodShape } from '#judging';
import type { PodIdentity } from '../spec/pod-identity.js';
import { makeServiceAccess, serviceSpec } from '../spec/service-spec.js';
import { subjectSpec } from '../spec/subject-spec.js';
import type { ContainerMaker } from './container-maker.js';
import type { OnGraderLost } from './grader-host.js';
import { GraderLink, type GraderEvents } from './grader-link.js';
import type { ImageNames, PodImage } from './image-names.js';
import type { OnPauseExit } from './pause.js';
import type { PodCore } from './pod-core.js';
import type { ContainerRun, PodContainer } from './pod-container.js';
import { ServiceContainer } from './service-container.js';
import { SubjectInstance, type SubjectEvents } from './subject-instance.js';
import { removePod } from './remove-pod.js';

export interface PodEvents {
  readonly grader: GraderEvents;
  readonly subject: SubjectEvents;
  /** The engine was lost, or somebody stopped or removed its container. */
  readonly onGraderLost: OnGraderLost;
  /** It ended and nobody had asked it to; with a fault, the engine was lost. */
  onServiceExit(name: ServiceName, fault: PlatformFault | null): void;
  readonly onPauseExit: OnPauseExit;
}

export interface PodOptions {
  readonly containers: ContainerMaker;
  readonly identity: PodIdentity;
  readonly shape: PodShape;
  readonly images: ImageNames;
  /** Whose name the identity has. It is not the pod's to remove. */
  readonly core: PodCore;
  /** Takes as much more memory of the host. @returns false when there is no room */
  readonly tryGrow: (mib: number) => boolean;
}

/** The containers of one pod: brought up together, found by what they do, removed together. */
export class Pod {
  readonly services = new Map<ServiceName, ServiceContainer>();
  readonly subjects: SubjectInstance[] = [];
  readonly access: readonly ServiceAccess[];
  readonly grader: GraderLink;
  readonly images: Record<string, string> = {};
  private readonly containers: PodContainer[] = [];
  private opening: Promise<void> = Promise.resolve();
  private closing = false;
  /** For how many more containers of an instance there is memory. */
  private readonly grown = new Map<SubjectInstance, number>();

  constructor(
    private readonly options: PodOptions,
    private readonly events: PodEvents,
  ) {
    this.access = options.shape.services.map(makeServiceAccess);
    this.grader = new GraderLink(events.grader);
  }

  /**
   * Brings every container up. Subjects wait for their files at stdin, so starting them now costs the learner's
   * clock nothing and no learner code runs before the grader is ready.
   */
  open(): Promise<void> {
    const opening = this.bringUp();
    this.opening = opening;
    return opening;
  }

  /** @throws PlatformFault when the engine is gone, or the pod was broken up from outside */
  assertIntact(): Promise<void> {
    return this.options.core.pause.assertRunning();
  }

  /** SECURITY: D11, G08: whether its sockets are too many for the host, as of the last sample. */
  get hasFloodedSockets(): boolean {
    return this.subjects.some(({ meter }) => meter.total().socketFlood);
  }

  /** What only shows at the end of a run, when its suite was through between two samples. @returns null when there is nothing */
  async findObstacle(): Promise<'service-lost' | 'socket-limit' | null> {
    if (await this.hasLostService()) return 'service-lost';
    return this.hasFloodedSockets ? 'socket-limit' : null;
  }

  /** Removes every trace but the core. @returns false when something is left for the janitor */
  async close(): Promise<boolean> {
    this.closing = true;
    // What is still being created would otherwise be missed.
    await this.opening.catch(() => undefined);
    await Promise.all(this.subjects.map((subject) => subject.close()));
    return removePod(this.options.containers, this.options.identity, this.containers);
  }

  /**
   * From now on each instance has containers ready for its next lives, as far as is expected and memory allows.
   * @param times how often each instance will be started again
   * @returns settles when the first ones are ready
   */
  async expectRestarts(times: readonly number[]): Promise<void> {
    const makings = this.subjects.map((subject) =>
      subject.expectRestarts(times[subject.index] ?? 0, {
        hasRoomFor: (waiting) => this.hasRoomFor(subject, waiting),
        create: (nth) => this.createSubject(subject.index, nth),
      }),
    );
    await Promise.all(makings);
  }

  private hasRoomFor(subject: SubjectInstance, waiting: number): boolean {
    const { shape, tryGrow } = this.options;
    let room = this.grown.get(subject) ?? 0;
    while (room < waiting && tryGrow(shape.limits.memoryMib)) this.grown.set(subject, (room += 1));
    return room >= waiting;
  }

  /** SECURITY: G03: at the end of a run each service must still be the one that the grader met. */
  private async hasLostService(): Promise<boolean> {
    const ended = await Promise.all([...this.services.values()].map((service) => service.hasEnded()));
    return ended.includes(true);
  }

  private async bringUp(): Promise<void> {
    await this.options.core.pause.create();
    if (this.closing) return;
    const started = this.startPause();
    await settleAll([
      started,
      this.openGrader(started),
      ...this.access.map((access) => this.openService(access, started)),
      ...Array.from({ length: this.options.shape.instances }, (_, index) => this.openSubject(index, started)),
    ]);
    this.subjects.sort((a, b) => a.index - b.index);
  }

  private async create(spec: ContainerCreateOptions, refusedAs?: PlatformFaultCode): Promise<PodContainer> {
    const { containers, identity, core } = this.options;
    const network = (): string | null => core.pause.network;
    const container = await containers.create({
      ...{ spec, identity, network },
      ...(refusedAs === undefined ? {} : { refusedAs }),
    });
    this.containers.push(container);
    return container;
  }

  private async startPause(): Promise<void> {
    this.note('pause', await this.options.core.pause.start(this.events.onPauseExit));
  }

  private async openGrader(pauseStarted: Promise<void>): Promise<void> {
    const { core, shape } = this.options;
    await core.grader.create();
    await pauseStarted;
    const run = await core.grader.begin(shape, this.grader, this.events.onGraderLost);
    this.grader.bind(run);
    this.note('grader', run);
  }

  private async openService(access: ServiceAccess, pauseStarted: Promise<void>): Promise<void> {
    const spec = serviceSpec(this.options.identity, this.options.images(access.name), {
      access,
      kind: this.options.shape.kind,
    });
    const service = new ServiceContainer(access.name, await this.create(spec, 'service-not-ready'), (fault) =>
      this.events.onServiceExit(access.name, fault),
    );
    this.services.set(access.name, service);
    await pauseStarted;
    const run = await service.start();
    this.note(access.name, run);
  }

  private async openSubject(index: number, pauseStarted: Promise<void>): Promise<void> {
    const { runtime, limits } = this.options.shape;
    const container = await this.createSubject(index);
    const subject = new SubjectInstance(container, index, limits.memoryMib, this.events.subject);
    this.subjects.push(subject);
    await pauseStarted;
    this.images[runtime] = await subject.boot();
  }

  /** @param nth container of this instance */
  private createSubject(index: number, nth = 1): Promise<PodContainer> {
    const { shape, identity, images } = this.options;
    const { runtime } = shape;
    if (!isProgramRuntime(runtime)) throw new Error(`invariant broken: nothing runs ${runtime}`);
    return this.create(
      subjectSpec(identity, images(runtime), { ...shape, runtime, index, nth, services: this.access }),
    );
  }

  private note(image: PodImage, run: Pick<ContainerRun, 'imageId'>): void {
    this.images[image] = run.imageId;
  }
}

/** Waits for all, also after one failed: what is half done could not be cleaned up. */
async function settleAll(steps: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(steps)).find((step) => step.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
