import type { ContainerCreateOptions } from 'dockerode';
import { hardenedContainer, KIB } from './hardened-container.js';
import { EPHEMERAL_PORTS } from './port-budget.js';
import { PAUSE_UID, type PodIdentity } from './pod-identity.js';

/**
 * SECURITY: G06 (low ports stay closed to unprivileged programs), D11 (TCP buffers are not charged to the container on
 * cgroup v1, and neither are connections that wait to be accepted: fewer per listener; no ping sockets, whose buffers
 * are larger still) and G08 (a wide ephemeral range that holds no port of ours, in which closed connections do not
 * linger). They belong to the network namespace, so the pause sets them for the whole pod.
 */
const NETWORK_SYSCTLS = {
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ip_local_port_range': `${EPHEMERAL_PORTS.first} ${EPHEMERAL_PORTS.last}`,
  'net.ipv4.ping_group_range': '1 0',
  'net.ipv4.tcp_max_tw_buckets': '4096',
  'net.core.somaxconn': '512',
  'net.ipv4.tcp_rmem': '4096 32768 65536',
  'net.ipv4.tcp_wmem': '4096 16384 65536',
} as const;

export const PAUSE_MEMORY_MIB = 16;

/** The trusted owner of the pod's network namespace: loopback only (F01–F05), and not the subject (G14). */
export function pauseSpec(identity: PodIdentity, image: string): ContainerCreateOptions {
  return hardenedContainer({
    identity,
    role: 'pause',
    image,
    uid: PAUSE_UID,
    networkMode: 'none',
    hostname: 'pod',
    memoryMib: PAUSE_MEMORY_MIB,
    // It never forks, but runc's own threads are counted while it is being started: 4 made one start in some hundred fail.
    processes: 16,
    shmBytes: 64 * KIB,
    stdin: false,
    init: false,
    env: [],
    tmpfs: {},
    sysctls: NETWORK_SYSCTLS,
  });
}
