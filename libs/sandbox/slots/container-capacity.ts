import type Docker from 'dockerode';
import type { PodShape } from '#judging';
import { engineCall } from '../pod/engine-call.js';
import { GRADER_MEMORY_MIB } from '../spec/grader-spec.js';
import { MIB } from '../spec/hardened-container.js';
import { PAUSE_MEMORY_MIB } from '../spec/pause-spec.js';
import { serviceMemoryMib } from '../spec/service-spec.js';

export interface EngineSize {
  readonly cpus: number;
  readonly memoryBytes: number;
}

export interface ContainerCapacity {
  /** How many pods may run at once: the worker's default concurrency. */
  readonly pods: number;
  /** SECURITY: D27: the sum of all limits of all pods stays below this. */
  readonly memoryBudgetMib: number;
}

/** Kept for the engine, the platform's own database and queue, the worker and the page cache. */
const LEAST_RESERVE_MIB = 1024;
const RESERVED_SHARE = 0.25;
/** A subject of the default 256 MiB with its grader and both services; larger pods wait for the budget. */
const USUAL_POD_MIB =
  PAUSE_MEMORY_MIB +
  GRADER_MEMORY_MIB +
  256 +
  serviceMemoryMib('postgres', 'service') +
  serviceMemoryMib('redis', 'service');

/** Reads the engine's size: it need not run on the worker's own host. */
export async function readEngineSize(docker: Docker): Promise<EngineSize> {
  const size = (await engineCall('describe itself', 'engine-unavailable', docker.info())) as {
    NCPU: number;
    MemTotal: number;
  };
  return { cpus: size.NCPU, memoryBytes: size.MemTotal };
}

/** How many pods fit an engine: one per core, as a pod's verdict is timed, and as many as memory allows. At least one. */
export function containerCapacity({ cpus, memoryBytes }: EngineSize): ContainerCapacity {
  const memoryMib = memoryBytes / MIB;
  const reserveMib = Math.max(LEAST_RESERVE_MIB, memoryMib * RESERVED_SHARE);
  const memoryBudgetMib = Math.max(0, Math.floor(memoryMib - reserveMib));
  const pods = Math.min(cpus, Math.floor(memoryBudgetMib / USUAL_POD_MIB));
  return { pods: Math.max(1, pods), memoryBudgetMib };
}

/** The sum of the memory limits of a pod's containers. */
export function podMemoryMib(plan: Omit<PodShape, 'runtime' | 'upstreams'>): number {
  const services = plan.services
    .map((name) => serviceMemoryMib(name, plan.kind))
    .reduce((total, mib) => total + mib, 0);
  return PAUSE_MEMORY_MIB + GRADER_MEMORY_MIB + services + plan.instances * plan.limits.memoryMib;
}
