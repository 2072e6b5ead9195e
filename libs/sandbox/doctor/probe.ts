import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { PlatformFault } from '#contracts';
import { Deferred } from '../pod/deferred.js';
import { within } from '../pod/engine-call.js';
import type { ImageNames } from '../pod/image-names.js';
import { packFiles } from '../pod/pack-files.js';
import { Pause } from '../pod/pause.js';
import type { ContainerMaker } from '../pod/container-maker.js';
import type { ContainerExit, PodContainer } from '../pod/pod-container.js';
import { removePod } from '../pod/remove-pod.js';
import { SubjectInstance } from '../pod/subject-instance.js';
import { SlotPool } from '../slots/slot-pool.js';
import { makeId, type PodIdentity } from '../spec/pod-identity.js';
import { subjectSpec } from '../spec/subject-spec.js';
import type { InstanceUsage } from '../usage/usage-meter.js';

/** What became of a small program in a real subject container. */
export interface ProbeResult {
  readonly log: string;
  readonly usage: InstanceUsage;
  readonly outputBytes: number;
  /** null when it was ended for its output. */
  readonly exit: ContainerExit | null;
}

export interface Probes {
  /** In the order of their programs. */
  readonly results: readonly ProbeResult[];
  /** Settles when their containers are gone; rejects when the engine went first. */
  readonly cleared: Promise<void>;
}

const PROBE_LIMITS = { memoryMib: 64, cpus: 0.5, processes: 32, diskMib: 8 };
const PROBE_WORK = { kind: 'service', outputBytes: 256 * 1024, restartTimeoutMs: 20_000 } as const;

const PROBE_DEADLINE_MS = 30_000;
const SAMPLE_INTERVAL_MS = 50;

export interface ProbeHost {
  readonly docker: Docker;
  readonly maker: ContainerMaker;
  readonly images: ImageNames;
  readonly owner: string;
  /** Ids of the pods and pauses in use. One of this owner's that is not in here is a janitor's to remove. */
  readonly needed: Set<string>;
}

/**
 * Runs Python programs in a pod of their own, each in a subject container of its own, exactly as instances of a submission
 * would run. What they have shown is told at once: nobody has to wait until they are cleared away.
 */
export async function runProbes(host: ProbeHost, programs: readonly string[]): Promise<Probes> {
  const { docker, maker, images, owner, needed } = host;
  const slot = new SlotPool().take();
  const pause = new Pause({ docker, owner, image: images('pause') });
  const identity = { podId: `doctor-${makeId()}`, owner, slot, pause: pause.name };
  const containers: PodContainer[] = [];
  const create = async (spec: ContainerCreateOptions): Promise<PodContainer> => {
    const container = await maker.create({ spec, identity, network: () => pause.network });
    containers.push(container);
    return container;
  };
  const ids = [identity.podId, pause.id];
  for (const id of ids) needed.add(id);
  const clear = async (): Promise<void> => {
    try {
      await removePod(maker, identity, containers).finally(() => pause.remove());
    } finally {
      for (const id of ids) needed.delete(id);
    }
  };
  try {
    await pause.start(() => undefined);
    const runs = programs.map(async (program, index) =>
      watch(await create(probeSpec(identity, images, index)), index, program),
    );
    // Waited for one and all: a container that is still being made when the pod is removed would stay.
    await Promise.allSettled(runs);
    const results = await Promise.all(runs);
    return { results, cleared: clear() };
  } catch (error) {
    await clear();
    throw error;
  }
}

function probeSpec(identity: PodIdentity, images: ImageNames, index: number): ContainerCreateOptions {
  return subjectSpec(identity, images('python'), {
    index,
    kind: 'service',
    runtime: 'python',
    limits: PROBE_LIMITS,
    instances: 1,
    services: [],
    upstreams: [],
  });
}

async function watch(container: PodContainer, index: number, program: string): Promise<ProbeResult> {
  const ended = new Deferred<ContainerExit | null>();
  const archive = await packFiles([{ path: 'main.py', content: program }]);
  const subject = new SubjectInstance(container, index, PROBE_LIMITS.memoryMib, {
    onMark: () => undefined,
    onExit: (_, exit) => ended.resolve(exit),
    onEarlyExit: (words) =>
      ended.reject(new PlatformFault('pod-not-started', `The probe's container ended. ${words}`)),
    onOutputLimit: () => ended.resolve(null),
    onEngineLost: (fault) => ended.reject(fault),
  });
  await subject.boot();
  const sampling = setInterval(() => void subject.meter.sample(), SAMPLE_INTERVAL_MS);
  try {
    const work = async (): Promise<ContainerExit | null> => {
      if (await subject.feed({ ...PROBE_WORK, archive })) return ended.promise;
      throw new PlatformFault('internal', `The probe was not built: ${subject.buildLog.read()}`);
    };
    const late = (): Error =>
      new PlatformFault('internal', `${container.name} did not end within ${PROBE_DEADLINE_MS} ms`);
    const exit = await within(PROBE_DEADLINE_MS, work(), late);
    return { log: subject.log.read(), usage: subject.meter.total(), outputBytes: subject.outputBytes, exit };
  } finally {
    clearInterval(sampling);
    await subject.close();
  }
}
