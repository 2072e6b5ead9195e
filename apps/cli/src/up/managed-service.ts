import type { ContainerCreateOptions } from 'dockerode';
import { SERVICE_PORTS, type ServiceName } from '#contracts';
import { cloneId } from './state-folder.js';

/**
 * `platform` keeps its data in a volume; `test` keeps it in memory and forgets it. `chaos` is for being killed: its Postgres
 * comes back with its data, its Redis empty.
 */
export type ServiceSet = 'platform' | 'test' | 'chaos';

/** A Postgres or Redis that Touchstone runs for itself. */
export interface ManagedService {
  readonly name: ServiceName;
  readonly set: ServiceSet;
  readonly image: string;
  readonly port: number;
  readonly password: string;
  /** False where containers live in a virtual machine: then the port is published instead. */
  readonly hostNetwork: boolean;
}

export function containerNameOf(set: ServiceSet, name: ServiceName): string {
  return `touchstone-${set}-${name}-${cloneId}`;
}

export const volumeNameOf = (set: ServiceSet, name: ServiceName): string =>
  `${containerNameOf(set, name)}-data`;

export function urlOf({ name, port, password }: Pick<ManagedService, 'name' | 'port' | 'password'>): string {
  if (name === 'redis') return `redis://default:${password}@127.0.0.1:${port}/0`;
  return `postgres://touchstone:${password}@127.0.0.1:${port}/touchstone`;
}

/** Any uid does: the image's entrypoint makes its data folder as whoever it runs as. */
const USER = '64999:64999';

export function toContainer(service: ManagedService): ContainerCreateOptions {
  const { name, set, image, port, password, hostNetwork } = service;
  const inside = hostNetwork ? port : SERVICE_PORTS[name];
  return {
    name: containerNameOf(set, name),
    Image: image,
    User: USER,
    Env: [
      'TOUCHSTONE_ROLE=platform',
      `PLATFORM_PASSWORD=${password}`,
      `TOUCHSTONE_PORT=${inside}`,
      `TOUCHSTONE_LISTEN=${hostNetwork ? '127.0.0.1' : '0.0.0.0'}`,
    ],
    Labels: { 'touchstone.managed': 'true', 'touchstone.service': name, 'touchstone.clone': cloneId },
    ExposedPorts: hostNetwork ? {} : { [`${inside}/tcp`]: {} },
    HostConfig: {
      NetworkMode: hostNetwork ? 'host' : 'bridge',
      ...(hostNetwork
        ? {}
        : { PortBindings: { [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] } }),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      Init: true,
      ShmSize: 64 * 1024 * 1024,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
      ...storageOf(service),
    },
  };
}

function storageOf({ name, set }: ManagedService): ContainerCreateOptions['HostConfig'] {
  const temporary = { '/tmp': 'rw,nosuid,nodev,size=16m,mode=1777' };
  const isForgetful = set === 'test' || (set === 'chaos' && name === 'redis');
  if (isForgetful) return { Tmpfs: { ...temporary, '/data': 'rw,nosuid,nodev,size=2g,mode=1777' } };
  const labels = { 'touchstone.managed': 'true', 'touchstone.clone': cloneId };
  const data = { Type: 'volume' as const, Source: volumeNameOf(set, name), Target: '/data' };
  return {
    Tmpfs: temporary,
    Mounts: [
      {
        ...data,
        VolumeOptions: { NoCopy: false, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
      },
    ],
  };
}
