import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import { readEngineFacts, type EngineFacts } from '../doctor/engine-facts.js';
import type { ContainerMaker, ContainerOrder } from '../pod/container-maker.js';
import { EngineMaker } from '../pod/engine-maker.js';
import { localImages, type ImageNames } from '../pod/image-names.js';
import type { PodContainer } from '../pod/pod-container.js';
import type { PodIdentity } from '../spec/pod-identity.js';
import { pipesOf, removeOwnerFolder } from './life-folder.js';
import { PipeStock } from './pipe-stock.js';
import { Patterns } from './patterns.js';
import { callRunc } from './runc-program.js';
import { RuncMaker } from './runc-maker.js';

/** Who makes the programs and services of pods. */
export interface MakerChoice {
  readonly by: 'runc' | 'engine';
  /** Why it is not runc; null where it is. */
  readonly because: string | null;
}

export interface ProgramContainersOptions {
  readonly docker: Docker;
  readonly owner: string;
  readonly images?: ImageNames;
  /** `auto`: runc where it can. */
  readonly by?: 'auto' | 'engine';
}

interface Chosen {
  readonly choice: MakerChoice;
  readonly maker: ContainerMaker;
}

/** Mapped users and labels belong to a container: what the engine wrote for one does not hold for another. */
const OWN_TO_A_CONTAINER = ['userns', 'rootless', 'selinux'];

/**
 * The containers that are new in each pod. runc makes them where this process may do so and a first one was seen to work; elsewhere the
 * engine does, in a worker of a container for instance. Docs: `docs/adr/0030`.
 */
export class ProgramContainers implements ContainerMaker {
  private readonly patterns: Patterns;
  private readonly pipes: PipeStock;
  private readonly engine: EngineMaker;
  private chosen: Promise<Chosen> | null = null;

  constructor(private readonly options: ProgramContainersOptions) {
    const { docker, owner, images = localImages } = options;
    this.pipes = new PipeStock(pipesOf(owner));
    this.patterns = new Patterns({ docker, owner, pauseImage: images('pause'), pipes: this.pipes });
    this.engine = new EngineMaker(docker);
  }

  /** What the janitor asks. */
  isNeeded(id: string): boolean {
    return this.patterns.isNeeded(id);
  }

  async create(order: ContainerOrder): Promise<PodContainer> {
    return (await this.choose(order)).maker.create(order);
  }

  async removeLeftovers(identity: PodIdentity): Promise<boolean> {
    // Why there is none was told to whoever wanted a container.
    const chosen = await this.chosen?.catch(() => null);
    return (chosen?.maker ?? this.engine).removeLeftovers(identity);
  }

  /** null before the first container. */
  async whoMakes(): Promise<MakerChoice | null> {
    return (await this.chosen?.catch(() => null))?.choice ?? null;
  }

  /** Chooses anew with the next container: the engine may be another one. */
  async reconsider(): Promise<void> {
    this.chosen = null;
    await this.patterns.close();
  }

  /** Removes what it keeps, on the engine and on the host. */
  async close(): Promise<void> {
    await this.patterns.close();
    this.pipes.clear();
    await removeOwnerFolder(this.options.owner);
  }

  private choose(order: ContainerOrder): Promise<Chosen> {
    if (this.chosen === null) {
      const choosing = this.decide(order);
      this.chosen = choosing;
      // An engine that was away, or an image that is still being built, decides nothing.
      choosing.catch(() => {
        if (this.chosen === choosing) this.chosen = null;
      });
    }
    return this.chosen;
  }

  private async decide({ spec }: ContainerOrder): Promise<Chosen> {
    const because = await this.findObstacle(() => this.patterns.tryOut(spec));
    if (because !== null) await this.patterns.close();
    return because === null
      ? { choice: { by: 'runc', because }, maker: new RuncMaker(this.patterns, this.pipes) }
      : { choice: { by: 'engine', because }, maker: this.engine };
  }

  private async findObstacle(tryOut: () => Promise<void>): Promise<string | null> {
    if (this.options.by === 'engine') return 'the operator wants it so';
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      return 'only root may start containers without it';
    const obstacle = obstacleOf(await readEngineFacts(this.options.docker));
    if (obstacle !== null) return obstacle;
    try {
      await callRunc(['--version']);
      await tryOut();
      return null;
    } catch (error) {
      if (error instanceof PlatformFault && LATER.has(error.code)) throw error;
      return (error as Error).message;
    }
  }
}

/** Faults that say nothing of runc. */
const LATER: ReadonlySet<string> = new Set(['engine-unavailable', 'image-missing']);

function obstacleOf({ runtime, security }: EngineFacts): string | null {
  if (runtime !== null && runtime !== 'runc') return `the engine starts containers with ${runtime}`;
  const own = security.filter((option) => OWN_TO_A_CONTAINER.includes(option));
  return own.length > 0 ? `the engine uses ${own.join(', ')}` : null;
}
