import { readFileSync, readlinkSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type Docker from 'dockerode';
import type { ContainerCreateOptions, ImageInspectInfo } from 'dockerode';
import { z } from 'zod';
import { engineCall, engineStatus } from '../pod/engine-call.js';
import { EngineContainer } from '../pod/engine-container.js';
import { Pause } from '../pod/pause.js';
import { patternSpec, PLACEHOLDER } from '../spec/pattern-spec.js';
import { findCgroupOf } from '../usage/cgroup-files.js';
import type { PipeStock } from './pipe-stock.js';
import { RuncContainer } from './runc-container.js';
import { RuntimeSpec, toRuntimeSpec, type PatternText } from './runtime-spec.js';

/** How containers of one image are started, as the engine does it. */
export interface Pattern extends PatternText {
  readonly imageId: string;
}

interface KeptPattern {
  readonly pattern: Pattern;
  readonly container: EngineContainer;
}

export interface PatternsOptions {
  readonly docker: Docker;
  readonly owner: string;
  readonly pauseImage: string;
  readonly pipes: PipeStock;
}

const TRIAL = ['/bin/true'];
/** A tag may have moved to a new image. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Containers of the engine's that nothing runs in, one of each image: they keep the image's files in their place, and show what the
 * engine writes for such a container: filter, masked paths, devices. No learner's byte ever reaches one.
 */
export class Patterns {
  private readonly kept = new Map<string, Promise<KeptPattern>>();
  private readonly lookedAtMs = new Map<string, number>();
  private pause: Pause | null = null;

  constructor(private readonly options: PatternsOptions) {}

  /** What the janitor asks. */
  isNeeded(id: string): boolean {
    return this.pause?.id === id;
  }

  /**
   * @param order of a container that is to be like it
   * @throws PlatformFault `image-missing`, or when the engine is gone
   * @throws Error when what the engine writes cannot be read, or is not what it should be
   */
  async get(order: ContainerCreateOptions): Promise<Pattern> {
    const image = order.Image ?? '';
    await this.dropIfMoved(image);
    let kept = this.kept.get(image);
    if (kept === undefined) {
      kept = this.make(image, order);
      this.kept.set(image, kept);
      kept.catch(() => this.forget(image, kept));
    }
    return (await kept).pattern;
  }

  /** @throws Error when a container that is made like it does not run */
  async tryOut(order: ContainerCreateOptions): Promise<void> {
    const pattern = await this.get(order);
    const { pause } = this;
    if (pause === null) throw new Error('it was closed meanwhile');
    const trial = new RuncContainer({
      name: 'a trial container',
      owner: this.options.owner,
      podId: pause.id,
      imageId: pattern.imageId,
      hasStdin: false,
      pipes: this.options.pipes,
      refusedAs: 'pod-not-started',
      network: () => pause.network,
      toSpec: (place) => withArguments(toRuntimeSpec(pattern, order, place), TRIAL),
    });
    try {
      const run = await trial.start({ stdout: () => undefined, stderr: () => undefined });
      const { exitCode } = await run.exit;
      if (exitCode !== 0) throw new Error(`a trial container ended with exit code ${exitCode}`);
    } finally {
      await trial.remove();
    }
  }

  /** Removes them all. What cannot be removed now is for the janitor. */
  async close(): Promise<void> {
    const all = [...this.kept.values()];
    this.kept.clear();
    this.lookedAtMs.clear();
    const { pause } = this;
    this.pause = null;
    await Promise.allSettled(all.map(async (kept) => (await kept).container.remove()));
    await pause?.remove().catch(() => undefined);
  }

  private async dropIfMoved(image: string): Promise<void> {
    const kept = this.kept.get(image);
    const isFresh = performance.now() - (this.lookedAtMs.get(image) ?? 0) < LOOK_AGAIN_MS;
    if (kept === undefined || isFresh) return;
    this.lookedAtMs.set(image, performance.now());
    const { pattern, container } = await kept;
    if (pattern.imageId === (await this.inspectImage(image)).Id) return;
    this.forget(image, kept);
    // Containers that are like it hold on to their files themselves.
    await container.remove();
  }

  private forget(image: string, kept?: Promise<KeptPattern>): void {
    if (this.kept.get(image) === kept) this.kept.delete(image);
  }

  private async make(image: string, order: ContainerCreateOptions): Promise<KeptPattern> {
    this.lookedAtMs.set(image, performance.now());
    const { Id: imageId, Config } = await this.inspectImage(image);
    const pause = this.openPause();
    const started = this.startPause(pause);
    // Seen below, or by whoever comes next.
    started.catch(() => undefined);
    await pause.create();
    const identity = { pauseId: pause.id, owner: this.options.owner };
    const container = await EngineContainer.create(this.options.docker, patternSpec(identity, order));
    try {
      await started;
      const run = await container.start({ stdout: () => undefined, stderr: () => undefined });
      const forget = (): void => this.forget(image, this.kept.get(image));
      run.exit.then(forget, forget);
      if (run.cgroup === null) throw new Error('the host’s processes are out of reach');
      const spec = readBundle(run.pid);
      return { pattern: { spec, placeholder: PLACEHOLDER, image: defaultsOf(Config), imageId }, container };
    } catch (error) {
      // What could not be removed is for the janitor, when the pause is gone.
      await container.remove().catch(() => undefined);
      throw error;
    }
  }

  private openPause(): Pause {
    const { docker, owner, pauseImage } = this.options;
    if (this.pause === null || this.pause.hasEnded)
      this.pause = new Pause({ docker, owner, image: pauseImage });
    return this.pause;
  }

  /** One that does not start is of no use to whoever comes next. */
  private async startPause(pause: Pause): Promise<void> {
    try {
      await pause.start(() => undefined);
    } catch (error) {
      if (this.pause === pause) this.pause = null;
      await pause.remove().catch(() => undefined);
      throw error;
    }
  }

  private inspectImage(image: string): Promise<ImageInspectInfo> {
    const inspection = this.options.docker.getImage(image).inspect();
    const asked = inspection.catch((error: unknown) =>
      engineCall(
        `find image ${image}`,
        engineStatus(error) === 404 ? 'image-missing' : 'pod-not-started',
        Promise.reject(error as Error),
      ),
    );
    return engineCall(`find image ${image}`, 'pod-not-started', asked);
  }
}

const withArguments = (spec: RuntimeSpec, args: string[]): RuntimeSpec => ({
  ...spec,
  process: { ...spec.process, args },
});

/**
 * What the engine gave runc for a running container. It lies where its shim works, wherever the engine keeps such folders.
 * @param pid of the container's first process
 * @throws Error when it is not there, is another container's, or must not be copied
 */
export function readBundle(pid: number): RuntimeSpec {
  const parent = /^\d+ \(.*\) \w (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  const bundle = readlinkSync(`/proc/${parent}/cwd`);
  // Folders are named after their container, and so are cgroups.
  if (findCgroupOf(pid, basename(bundle)) === null)
    throw new Error(`the engine's shim does not work in the folder of its container, but in ${bundle}`);
  const text: unknown = JSON.parse(readFileSync(resolve(bundle, 'config.json'), 'utf8'));
  const read = RuntimeSpec.safeParse(text);
  if (!read.success)
    throw new Error(`what the engine gives runc must not be copied: ${z.prettifyError(read.error)}`);
  return { ...read.data, root: { ...read.data.root, path: resolve(bundle, read.data.root.path) } };
}

const defaultsOf = ({ Entrypoint, Cmd, Env, WorkingDir }: ImageInspectInfo['Config']) => ({
  entrypoint: [Entrypoint ?? []].flat(),
  command: Cmd ?? [],
  env: Env ?? [],
  workingDir: WorkingDir,
});
