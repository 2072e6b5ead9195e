import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { ServiceName } from '#contracts';
import { ensureImages, type ImageProgress } from '#sandbox';
import { waitUntilAnswers } from './wait-until-answers.js';
import { findFreePort, isPortFree } from './free-port.js';
import {
  containerNameOf,
  toContainer,
  urlOf,
  volumeNameOf,
  type ManagedService,
  type ServiceSet,
} from './managed-service.js';
import { readState, writeState } from './state-folder.js';

const ANSWER_MS = 60_000;

/**
 * Starts Postgres or Redis of this clone, or finds it running.
 * @returns its URL; a login with it has succeeded
 */
export async function startManagedService(
  docker: Docker,
  name: ServiceName,
  set: ServiceSet,
  onProgress?: (progress: ImageProgress) => void,
): Promise<string> {
  const image = (await ensureImages(docker, [name], onProgress))[name];
  const found = await findRunning(docker, name, set, image);
  const service = found ?? (await create(docker, name, set, image));
  const url = urlOf(service);
  await waitUntilAnswers(name, url, ANSWER_MS);
  return url;
}

/** Stops and removes the containers of a set; what the platform has in volumes stays. */
export async function stopManagedServices(docker: Docker, set: ServiceSet): Promise<void> {
  const names: readonly ServiceName[] = ['postgres', 'redis'];
  await Promise.all(names.map((name) => remove(docker, containerNameOf(set, name))));
  if (set === 'chaos') await removeVolume(docker, volumeNameOf(set, 'postgres'));
}

/** Whether this clone ever had one: its data may still be there. */
export async function isManagedServiceKnown(name: ServiceName, set: ServiceSet): Promise<boolean> {
  return (await readState<Remembered>(stateFileOf(name, set))) !== null;
}

/** @throws Error when the engine does not say: who takes that for a no would stop what others use */
export async function isManagedServiceRunning(
  docker: Docker,
  name: ServiceName,
  set: ServiceSet,
): Promise<boolean> {
  const running = await docker.listContainers({ filters: { name: [`^/${containerNameOf(set, name)}$`] } });
  return running.length > 0;
}

async function removeVolume(docker: Docker, name: string): Promise<void> {
  const { Volumes } = await docker.listVolumes({ filters: { name: [name] } });
  if (Volumes.some((volume) => volume.Name === name)) await docker.getVolume(name).remove();
}

interface Remembered {
  readonly port: number;
  readonly password: string;
}

const stateFileOf = (name: ServiceName, set: ServiceSet) => `${set}-${name}.json`;

/** The running container when it is ours, of this image, and has the port and the password that are remembered. */
async function findRunning(
  docker: Docker,
  name: ServiceName,
  set: ServiceSet,
  image: string,
): Promise<ManagedService | null> {
  const remembered = await readState<Remembered>(stateFileOf(name, set));
  const container = await docker
    .getContainer(containerNameOf(set, name))
    .inspect()
    .catch(() => null);
  if (!remembered || !container?.State.Running || container.Image !== image) return null;
  const hostNetwork = container.HostConfig.NetworkMode === 'host';
  const service = { name, set, image, ...remembered, hostNetwork };
  const runsAsRemembered = toContainer(service).Env?.every((pair) => container.Config.Env.includes(pair));
  return runsAsRemembered ? service : null;
}

async function create(
  docker: Docker,
  name: ServiceName,
  set: ServiceSet,
  image: string,
): Promise<ManagedService> {
  await remove(docker, containerNameOf(set, name));
  const remembered = await readState<Remembered>(stateFileOf(name, set));
  const port = remembered && (await isPortFree(remembered.port)) ? remembered.port : await findFreePort();
  const password = remembered?.password ?? randomBytes(24).toString('hex');
  await writeState(stateFileOf(name, set), { port, password });
  const service = { name, set, image, port, password, hostNetwork: await hasHostNetwork(docker) };
  const container = await docker.createContainer(toContainer(service));
  await container.start();
  return service;
}

/** Docker Desktop runs containers in a virtual machine, whose network is not this host's. */
async function hasHostNetwork(docker: Docker): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const engine = (await docker.info()) as { OperatingSystem?: string };
  return !engine.OperatingSystem?.includes('Docker Desktop');
}

async function remove(docker: Docker, name: string): Promise<void> {
  const container = docker.getContainer(name);
  if (!(await container.inspect().catch(() => null))) return;
  await container.stop({ t: 15 }).catch(() => undefined);
  await container.remove({ force: true });
}
