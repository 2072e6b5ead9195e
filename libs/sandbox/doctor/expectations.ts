import { z } from 'zod';
import type { SandboxCheckName } from '#contracts';
import { POD_SYSCTLS } from './pod-sysctls.js';
import type { SandboxCheck } from './sandbox-check.js';

const MIB = 1024 * 1024;
const SYSCTL_VALUES = Object.values(POD_SYSCTLS).join(', ');

type Value = string | number;

interface Expectation {
  readonly check: SandboxCheckName;
  readonly expected: string;
  readonly holds: (value: Value) => boolean;
}

const is = (check: SandboxCheckName, expected: string, ...allowed: readonly Value[]): Expectation => ({
  check,
  expected,
  holds: (value) => allowed.includes(value),
});
const within = (check: SandboxCheckName, expected: string, least: number, most: number): Expectation => ({
  check,
  expected,
  holds: (value) => typeof value === 'number' && value >= least && value <= most,
});

/** What the self-examination must have found. */
const EXPECTATIONS: readonly Expectation[] = [
  within('uid', 'a uid of the subjects’ range', 200_000, 259_999),
  is('capabilities', 'none', '0000000000000000'),
  is('no-new-privileges', '1', '1'),
  is('setuid-programs', 'none', ''),
  is('seccomp', '2 filters (the engine’s and the launcher’s)', '2'),
  is('io-uring', 'EPERM', 'EPERM', 'ENOSYS'),
  is('vsock', 'EAFNOSUPPORT', 'EAFNOSUPPORT'),
  is('user-namespaces', 'EPERM', 'EPERM'),
  is('raw-sockets', 'EPERM', 'EPERM'),
  is('read-only-root', 'EROFS', 'EROFS', 'EACCES'),
  is('read-only-hosts', 'EROFS', 'EROFS', 'EACCES'),
  is('noexec', 'EACCES in /work and /tmp', 'EACCES EACCES'),
  is('network', 'ENETUNREACH', 'ENETUNREACH'),
  { check: 'loopback', expected: 'lo', holds: (names) => isLoopbackOnly(String(names)) },
  is('low-ports', 'EACCES', 'EACCES'),
  is('sysctls', SYSCTL_VALUES, SYSCTL_VALUES),
  within('socket-buffers', 'at most 131072 bytes, whatever is asked for', 1, 131_072),
  is('engine-socket', 'ENOENT', 'ENOENT'),
  within('process-list', '2 (init and itself)', 1, 3),
  is('open-files', '256', 256),
  is('file-size', `${8 * MIB} bytes`, 8 * MIB),
  is('core-dumps', '0', 0),
  within('disk', `at most ${8 * MIB} bytes`, 7 * MIB, 8 * MIB),
  within('inodes', 'fewer than 4096', 3_000, 4_095),
  is('swap', '0 bytes', 0),
];

/** Kernels add tunnels without an address to every new network name space. */
const isLoopbackOnly = (names: string): boolean =>
  names
    .split(' ')
    .every((name) => /^(lo|sit0|tunl0|gre0|gretap0|erspan0|ip6tnl0|ip6gre0|ip_vti0|ip6_vti0)$/.test(name));

/** Holds what the self-examination printed against what it should have found. */
export function judgeExamination(log: string): SandboxCheck[] {
  const seen = parseSeen(log);
  return EXPECTATIONS.map(({ check, expected, holds }) => {
    const value = seen[check];
    return { check, expected, ok: value !== undefined && holds(value), seen: describe(value) };
  });
}

function describe(value: Value | undefined): string {
  if (value === undefined) return 'nothing';
  return value === '' ? 'none' : String(value);
}

/** An examination that broke off proves nothing: every expectation then sees nothing and fails. */
function parseSeen(log: string): Readonly<Record<string, Value>> {
  try {
    return z.record(z.string(), z.union([z.string(), z.number()])).parse(JSON.parse(log));
  } catch {
    return {};
  }
}
