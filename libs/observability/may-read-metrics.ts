import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BlockList } from 'node:net';

const THIS_MACHINE = new BlockList();
THIS_MACHINE.addSubnet('127.0.0.0', 8, 'ipv4');
THIS_MACHINE.addAddress('::1', 'ipv6');

/** What proxies add; a visitor who adds one by themselves only shuts themselves out. */
const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

interface MetricsRequest {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
}

/**
 * SECURITY: P26: metrics tell how busy a platform is and by what. They are for who knows the token, or, where the
 * operator has set none, for who asks from this machine and not through a proxy on it.
 */
export function mayReadMetrics(request: MetricsRequest, token: string | null): boolean {
  return token === null ? comesFromThisMachine(request) : isSame(readBearer(request), token);
}

/** By the connection itself: what a framework calls the caller's address may be what a proxy says. */
function comesFromThisMachine({ socket, headers }: MetricsRequest): boolean {
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const isLocal = THIS_MACHINE.check(peer, peer.includes(':') ? 'ipv6' : 'ipv4');
  return isLocal && FORWARDING_HEADERS.every((name) => headers[name] === undefined);
}

function readBearer({ headers }: MetricsRequest): string {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
