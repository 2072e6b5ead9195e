import type Docker from 'dockerode';
import type { Readable } from 'node:stream';
import { invariant } from '#contracts';
import { makeOwner } from '../janitor/owner.js';
import { engineCall } from '../pod/engine-call.js';
import { localImages, type ImageNames } from '../pod/image-names.js';
import { ProgramContainers, type MakerChoice } from '../runc/program-containers.js';
import { checkSandbox } from './check-sandbox.js';
import { readEngineFacts, type EngineFacts } from './engine-facts.js';
import { listEngineWarnings } from './engine-warnings.js';
import type { SandboxCheck } from './sandbox-check.js';

/** What the doctor found out about an engine. */
export interface Examination {
  readonly facts: EngineFacts;
  readonly warnings: readonly string[];
  readonly checks: readonly SandboxCheck[];
  /** Who made the containers that they were tried in, as those of pods are. */
  readonly maker: MakerChoice;
  readonly durationMs: number;
  /** Settles when its containers are gone. Rejects when the engine went first: what it left is its owner's janitor's. */
  readonly cleared: Promise<void>;
}

/** A connection that lasts as long as the engine stays the same one with the same settings. */
export interface EngineLink {
  readonly changed: Promise<void>;
  readonly hasChanged: boolean;
  close(): void;
}

/** Reads what an engine is and tries each limit of the sandbox on it. */
export class SandboxDoctor {
  private readonly needed = new Set<string>();

  /** @param owner the worker that examines: its janitor removes what an examination had to leave behind */
  constructor(
    private readonly docker: Docker,
    private readonly images: ImageNames = localImages,
    private readonly owner = makeOwner(),
    private readonly containers = new ProgramContainers({ docker, owner, images }),
  ) {}

  /** What its owner's janitor asks: whether a pod or pause is one of an examination under way. */
  isNeeded(id: string): boolean {
    return this.needed.has(id) || this.containers.isNeeded(id);
  }

  /** Removes what it keeps on the engine. */
  close(): Promise<void> {
    return this.containers.close();
  }

  /** @throws PlatformFault `engine-unavailable` */
  describe(): Promise<EngineFacts> {
    return readEngineFacts(this.docker);
  }

  /** @throws PlatformFault when nothing could be tried: the engine or an image is missing */
  async examine(): Promise<Examination> {
    const startedAt = performance.now();
    const facts = await this.describe();
    const { docker, containers, images, owner, needed } = this;
    await containers.reconsider();
    const { checks, cleared } = await checkSandbox({ docker, maker: containers, images, owner, needed });
    const maker = await containers.whoMakes();
    invariant(maker, 'somebody has made the containers that the limits were tried in');
    const durationMs = Math.round(performance.now() - startedAt);
    return { facts, warnings: listEngineWarnings(facts), checks, maker, durationMs, cleared };
  }

  /**
   * Holds on to the engine: an upgrade, a restart or another engine behind the same socket end the connection, and new
   * settings that it took over while running are told by an event.
   * @throws PlatformFault `engine-unavailable`
   */
  async link(): Promise<EngineLink> {
    const events = (await engineCall(
      'tell its events',
      'engine-unavailable',
      this.docker.getEvents({ filters: { type: ['daemon'] } }),
    )) as Readable;
    let hasChanged = false;
    const changed = new Promise<void>((resolve) => {
      const end = (): void => {
        hasChanged = true;
        resolve();
      };
      // An engine that ends closes the stream or breaks it; anything it says of itself is a reload of its settings.
      for (const sign of ['data', 'end', 'close', 'error']) events.once(sign, end);
      events.on('error', end);
    });
    return {
      changed,
      get hasChanged() {
        return hasChanged;
      },
      close: () => void events.destroy(),
    };
  }
}
