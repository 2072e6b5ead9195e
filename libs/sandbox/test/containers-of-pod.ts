import { readdirSync, readFileSync } from 'node:fs';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import { docker, podOf } from './pod-fixtures.js';

/** Every container of a task's pod, by role, as the engine really runs it. */
export async function inspectPod(taskId: string): Promise<Record<string, ContainerInspectInfo>> {
  const listed = await listPod(taskId);
  const inspected = await Promise.all(listed.map(({ Id }) => docker.getContainer(Id).inspect()));
  return Object.fromEntries(inspected.map((one) => [one.Config.Labels['touchstone.role'], one]));
}

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
