import { readFileSync } from 'node:fs';

/** What a pod's network namespace holds. Not all of it has a descriptor: a connection that nobody accepted has none. */
export interface SocketReading {
  /** Sockets of every kind that some process holds. */
  readonly held: number;
  /** TCP connections and listeners, also those that wait to be accepted or have lost their owner. */
  readonly tcp: number;
  readonly udp: number;
}

/**
 * SECURITY: D11, G08: buffers of TCP and UDP are charged to no container (cgroup v1, and unaccepted connections on any
 * version), and a connection waiting to be accepted holds no descriptor: one listener with one file kept 320 MiB, a
 * few dozen all the TCP memory of the host. So the pod's sockets are counted. 500 requests at once take 1000.
 */
export const MOST_SOCKETS = 2048;
/** One holds up to 208 KiB, and hardly any program needs one. */
export const MOST_UDP_SOCKETS = 256;

export const holdsTooMany = ({ held, tcp, udp }: SocketReading): boolean =>
  Math.max(held, tcp) > MOST_SOCKETS || udp > MOST_UDP_SOCKETS;

/** @returns null when the process is gone or the host's `/proc` is out of reach */
export function readPodSockets(pid: number): SocketReading | null {
  try {
    return parseSockstat(readFileSync(`/proc/${pid}/net/sockstat`, 'utf8'));
  } catch {
    return null;
  }
}

/** `inuse` and `used` are those of the name space; `alloc`, `orphan` and `mem` beside them are the host's. */
export function parseSockstat(text: string): SocketReading {
  const numberAfter = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    held: numberAfter(/^sockets: used (\d+)/m),
    tcp: numberAfter(/^TCP: inuse (\d+)/m),
    udp: numberAfter(/^UDP: inuse (\d+)/m) + numberAfter(/^UDPLITE: inuse (\d+)/m),
  };
}
