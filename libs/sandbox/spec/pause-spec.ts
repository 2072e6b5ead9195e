import type { ContainerCreateOptions } from 'dockerode';
import { hardenedContainer, KIB } from './hardened-container.js';
import { EPHEMERAL_PORTS } from './port-budget.js';
import { PAUSE_UID, pauseMembership, type PauseIdentity } from './pod-identity.js';

/**
 * SECURITY: G06 (low ports stay closed to unprivileged programs), D11 (TCP buffers are not charged to the container on
 * cgroup v1, and neither are connections that wait to be accepted: fewer per listener; no ping sockets, whose buffers
 * are larger still), G08 (a wide ephemeral range that holds no port of ours) and G19 (a closed connection leaves nothing
 * behind: neither a port in TIME_WAIT nor a route's metrics). They belong to the network namespace, so the pause sets them for the whole pod.
 */
const NETWORK_SYSCTLS = {
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ip_local_port_range': `${EPHEMERAL_PORTS.first} ${EPHEMERAL_PORTS.last}`,
  'net.ipv4.ping_group_range': '1 0',
  'net.ipv4.tcp_max_tw_buckets': '0',
  'net.ipv4.tcp_no_metrics_save': '1',
  'net.core.somaxconn': '512',
  'net.ipv4.tcp_rmem': '4096 32768 65536',
  'net.ipv4.tcp_wmem': '4096 16384 65536',
} as const;

export const PAUSE_MEMORY_MIB = 16;

/** The trusted owner of a network namespace: loopback only (F01–F05), and not the subject (G14). */
export function pauseSpec(identity: PauseIdentity, image: string): ContainerCreateOptions {
  return hardenedContainer({
    ...pauseMembership(identity),
    image,
    uid: PAUSE_UID,
    hostname: 'pod',
    memoryMib: PAUSE_MEMORY_MIB,
    // It never forks, but runc's own threads are counted while it is being started: 4 made one start in some hundred fail.
    processes: 16,
    shmBytes: 64 * KIB,
    stdin: true,
    init: false,
    env: [],
    tmpfs: {},
    sysctls: NETWORK_SYSCTLS,
  });
}
