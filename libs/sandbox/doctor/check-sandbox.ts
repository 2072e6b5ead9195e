import type Docker from 'dockerode';
import { z } from 'zod';
import { localImages, type ImageNames } from '../pod/image-names.js';
import { runProbe, type ProbeResult } from './probe.js';
import { FORK_BOMB, FOUR_SPINNERS, MEMORY_HOG, OUTPUT_FLOOD, SELF_EXAMINATION } from './self-examination.js';

/** One limit of the sandbox, tried on this host. */
export interface SandboxCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly seen: string;
}

const MIB = 1024 * 1024;

type Seen = Readonly<Record<string, string | number>>;
type Expectation = readonly [
  name: string,
  key: string,
  expected: string,
  holds: (value: string | number) => boolean,
];

const is = (value: string | number) => (seen: string | number) => seen === value;
const isOneOf =
  (...values: (string | number)[]) =>
  (seen: string | number) =>
    values.includes(seen);

/** What the self-examination must have found. */
const EXPECTATIONS: readonly Expectation[] = [
  [
    'own uid',
    'uid',
    'a uid of the subjects’ range',
    (uid) => Number(uid) >= 200_000 && Number(uid) < 260_000,
  ],
  ['no capabilities', 'capabilities', 'none', is('0000000000000000')],
  ['no new privileges', 'no-new-privileges', '1', is('1')],
  ['no setuid programs', 'setuid-programs', 'none', is('')],
  ['seccomp filters', 'seccomp-filters', '2 (the engine’s and the launcher’s)', is('2')],
  ['io_uring refused', 'io-uring', 'EPERM', isOneOf('EPERM', 'ENOSYS')],
  ['AF_VSOCK refused', 'vsock', 'EAFNOSUPPORT', is('EAFNOSUPPORT')],
  ['user namespaces refused', 'user-namespace', 'EPERM', is('EPERM')],
  ['raw sockets refused', 'raw-socket', 'EPERM', is('EPERM')],
  ['read-only root', 'write-root', 'EROFS', isOneOf('EROFS', 'EACCES')],
  ['read-only /etc/hosts', 'write-etc', 'EROFS', isOneOf('EROFS', 'EACCES')],
  ['no network', 'network', 'ENETUNREACH', is('ENETUNREACH')],
  ['loopback only', 'interfaces', 'lo', (names) => isLoopbackOnly(String(names))],
  ['low ports refused', 'low-port', 'EACCES', is('EACCES')],
  ['no engine socket', 'engine-socket', 'ENOENT', is('ENOENT')],
  ['own process list', 'processes-seen', '2 (init and itself)', (count) => Number(count) <= 3],
  ['open files', 'open-files', '256', is(256)],
  ['file size', 'file-size', `${8 * MIB} bytes`, is(8 * MIB)],
  ['core dumps', 'core-size', '0', is(0)],
  [
    'disk size',
    'disk',
    `at most ${8 * MIB} bytes`,
    (bytes) => Number(bytes) > 7 * MIB && Number(bytes) <= 8 * MIB,
  ],
  ['disk inodes', 'inodes', 'fewer than 4096', (count) => Number(count) > 3000 && Number(count) < 4096],
];

/** Kernels add tunnels without an address to every new network name space. */
const isLoopbackOnly = (names: string): boolean =>
  names
    .split(' ')
    .every((name) => /^(lo|sit0|tunl0|gre0|gretap0|erspan0|ip6tnl0|ip6gre0|ip_vti0|ip6_vti0)$/.test(name));

interface Trial {
  readonly name: string;
  readonly program: string;
  readonly expected: string;
  judge(result: ProbeResult): { readonly ok: boolean; readonly seen: string };
}

const TRIALS: readonly Trial[] = [
  {
    name: 'memory',
    program: MEMORY_HOG,
    expected: 'killed at 64 MiB',
    judge: ({ exit, usage }) => ({
      ok: exit?.oomKilled === true && usage.oomKilled,
      seen:
        exit?.oomKilled === true ? 'killed' : `exit code ${exit?.exitCode}, ${usage.peakMemoryBytes} bytes`,
    }),
  },
  {
    name: 'processes',
    program: FORK_BOMB,
    expected: 'refused before 32',
    judge: ({ log, usage }) => ({
      ok: Number(log) > 0 && Number(log) < 32 && usage.processLimitHits > 0,
      seen: `${log.trim()} children, ${usage.processLimitHits} refusals counted`,
    }),
  },
  {
    name: 'output',
    program: OUTPUT_FLOOD,
    expected: 'ended after 256 KiB',
    judge: ({ exit, outputBytes }) => ({
      ok: exit === null && outputBytes < MIB,
      seen: `${exit === null ? 'ended' : 'not ended'} after ${outputBytes} bytes`,
    }),
  },
  {
    name: 'processor',
    program: FOUR_SPINNERS,
    expected: 'half a CPU: about 500 ms a second',
    judge: ({ usage }) => ({
      ok: usage.cpuMs > 200 && usage.cpuMs < 1_000,
      seen: `${Math.round(usage.cpuMs)} ms of CPU time`,
    }),
  },
];

/**
 * Proves each limit of the sandbox on this host, by running small programs in real subject containers.
 * @param onResult called with each check as it is made
 * @throws PlatformFault when no container could be run: the engine or an image is missing
 */
export async function checkSandbox(
  docker: Docker,
  onResult: (check: SandboxCheck) => void = () => undefined,
  images: ImageNames = localImages,
): Promise<SandboxCheck[]> {
  const checks: SandboxCheck[] = [];
  const add = (check: SandboxCheck): void => {
    checks.push(check);
    onResult(check);
  };
  const { log } = await runProbe(docker, images, SELF_EXAMINATION);
  for (const expectation of EXPECTATIONS) add(compare(expectation, parseSeen(log)));
  for (const trial of TRIALS) {
    const { ok, seen } = trial.judge(await runProbe(docker, images, trial.program));
    add({ name: trial.name, ok, expected: trial.expected, seen });
  }
  return checks;
}

function compare([name, key, expected, holds]: Expectation, seen: Seen): SandboxCheck {
  const value = seen[key];
  return { name, expected, ok: value !== undefined && holds(value), seen: describe(value) };
}

function describe(value: string | number | undefined): string {
  if (value === undefined) return 'nothing';
  return value === '' ? 'none' : String(value);
}

/** An examination that broke off proves nothing: every expectation then sees nothing and fails. */
function parseSeen(log: string): Seen {
  try {
    return z.record(z.string(), z.union([z.string(), z.number()])).parse(JSON.parse(log));
  } catch {
    return {};
  }
}
