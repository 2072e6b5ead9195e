import { readdirSync, readFileSync } from 'node:fs';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import { docker, owner, podOf } from './pod-fixtures.js';

/** Every container of a task's pod and of the core that they join, by role, as the engine really runs them. */
export async function inspectPod(taskId: string): Promise<Record<string, ContainerInspectInfo>> {
  const own = await inspectAll(await listPod(taskId));
  const [pause] = own.map(pauseOf);
  const core = pause === undefined ? [] : await inspectAll(await listCore(pause));
  return Object.fromEntries([...own, ...core].map((one) => [one.Config.Labels['touchstone.role'], one]));
}

/** A pause, by name or id, and the grader's container that stays with it. */
export async function listCore(pause: string): Promise<ContainerInfo[]> {
  const { Config } = await docker.getContainer(pause).inspect();
  const label = `touchstone.pause=${Config.Labels['touchstone.pause']}`;
  return docker.listContainers({ all: true, filters: { label: [label] } });
}

const inspectAll = (listed: readonly ContainerInfo[]): Promise<ContainerInspectInfo[]> =>
  Promise.all(listed.map(({ Id }) => docker.getContainer(Id).inspect()));

/** Name or id of the container whose network another has joined. */
export const pauseOf = ({ HostConfig }: ContainerInspectInfo): string =>
  (HostConfig.NetworkMode ?? '').replace('container:', '');

/** All that this process has made and not removed. */
export const listOurs = (): Promise<ContainerInfo[]> =>
  docker.listContainers({ all: true, filters: { label: [`touchstone.owner=${owner}`] } });

export async function listPod(taskId: string): Promise<ContainerInfo[]> {
  const podId = podOf.get(taskId);
  if (podId === undefined) return [];
  return docker.listContainers({ all: true, filters: { label: [`touchstone.pod=${podId}`] } });
}

/** Ids of the processes of this host that run with one of these uids. */
export function processesOf(uids: readonly number[]): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => uids.includes(uidOf(pid)));
}

function uidOf(pid: number): number {
  try {
    return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? -1);
  } catch {
    return -1;
  }
}
