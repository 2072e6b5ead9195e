import { describe, expect, it } from '@jest/globals';
import { hardenedContainer } from '../spec/hardened-container.js';
import { RuntimeSpec, toRuntimeSpec, type PatternText } from './runtime-spec.js';

/** As the engine writes it for a container that only waits, in short. */
const PATTERN: PatternText = {
  placeholder: ['/bin/sleep', 'infinity'],
  image: {
    entrypoint: ['/opt/start'],
    command: ['by-default'],
    env: ['PATH=/bin', 'LANG=C'],
    workingDir: '/image',
  },
  spec: {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 65_534, gid: 65_534, additionalGids: [65_534] },
      args: ['/sbin/docker-init', '--', '/bin/sleep', 'infinity'],
      env: ['PATH=/bin', 'LANG=C', 'HOSTNAME=pod'],
      cwd: '/image',
      noNewPrivileges: true,
    },
    root: { path: '/images/node', readonly: true },
    hostname: 'pod',
    mounts: [
      { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['noexec', 'size=65536'] },
      { destination: '/etc/hosts', type: 'bind', source: '/engine/hosts', options: ['ro'] },
    ],
    linux: {
      resources: {
        devices: [{ allow: false }],
        memory: { limit: 1, swap: 1, disableOOMKiller: false },
        cpu: { shares: 0, quota: 100_000, period: 100_000 },
        pids: { limit: 16 },
      },
      cgroupsPath: '/docker/abc',
      namespaces: [{ type: 'mount' }, { type: 'network', path: '/proc/7/ns/net' }],
      seccomp: { defaultAction: 'SCMP_ACT_ERRNO', architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X32'] },
    },
  },
};

const PLACE = { network: '/proc/1/fd/9', cgroupsPath: '/touchstone/f00' };

const anOrder = (more: Partial<Parameters<typeof hardenedContainer>[0]> = {}) =>
  hardenedContainer({
    name: 'a-subject',
    labels: {},
    networkMode: 'container:a-pause',
    image: 'node',
    uid: 200_001,
    memoryMib: 256,
    processes: 64,
    cpus: 0.5,
    shmBytes: 1_048_576,
    stdin: true,
    init: true,
    env: ['LANG=C.UTF-8', 'PORT=8080', 'HOSTNAME'],
    tmpfs: { '/work': 'rw,noexec,size=32m' },
    files: { open: 256, sizeBytes: 1024 },
    ...more,
  });

describe('toRuntimeSpec', () => {
  const spec = toRuntimeSpec(PATTERN, anOrder({ args: ['service'], workingDir: '/work' }), PLACE);

  it('starts what the image starts, behind the init that the engine would put before it', () => {
    expect(spec.process.args).toEqual(['/sbin/docker-init', '--', '/opt/start', 'service']);
    expect(spec.process.cwd).toBe('/work');
  });

  it('takes command and folder of the image where the order has none', () => {
    const { process } = toRuntimeSpec(PATTERN, anOrder(), PLACE);

    expect(process.args.at(-1)).toBe('by-default');
    expect(process.cwd).toBe('/image');
  });

  it('merges the environment, and takes away what has a name only', () => {
    expect(spec.process.env).toEqual(['PATH=/bin', 'LANG=C.UTF-8', 'PORT=8080']);
  });

  it('gives the order’s user, limits and disks', () => {
    expect(spec.process.user).toEqual({ uid: 200_001, gid: 200_001, additionalGids: [200_001] });
    expect(spec.process.rlimits).toContainEqual({ type: 'RLIMIT_NOFILE', soft: 256, hard: 256 });
    expect(spec.linux.resources).toEqual({
      devices: [{ allow: false }],
      memory: { limit: 268_435_456, swap: 268_435_456, disableOOMKiller: false },
      cpu: { shares: 0, quota: 50_000, period: 100_000 },
      pids: { limit: 64 },
    });
    expect(spec.mounts).toEqual([
      { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['noexec', 'size=1048576'] },
      { destination: '/etc/hosts', type: 'bind', source: '/engine/hosts', options: ['ro'] },
      {
        destination: '/work',
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['rprivate', 'rw', 'noexec', 'size=32m'],
      },
    ]);
  });

  it('joins the pod’s network, in a cgroup of its own', () => {
    expect(spec.linux.namespaces).toEqual([{ type: 'mount' }, { type: 'network', path: PLACE.network }]);
    expect(spec.linux.cgroupsPath).toBe(PLACE.cgroupsPath);
  });

  it('leaves all else as the engine wrote it', () => {
    const { noNewPrivileges } = spec.process;
    const { ociVersion, hostname, root } = spec;

    expect({ noNewPrivileges, ociVersion, hostname, root }).toEqual({
      noNewPrivileges: true,
      ociVersion: '1.0.2',
      hostname: 'pod',
      root: { path: '/images/node', readonly: true },
    });
  });

  it('filters the machine’s own system calls, and knows no others (A16)', () => {
    expect(spec.linux.seccomp).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      architectures: ['SCMP_ARCH_X86_64'],
    });
  });
});

describe('what is read of the engine', () => {
  const { process, root, linux, ...rest } = PATTERN.spec;

  it.each([
    ['a root that can be written to', { root: { ...root, readonly: false } }],
    ['no filter of system calls', { linux: { ...linux, seccomp: undefined } }],
    ['new privileges', { process: { ...process, noNewPrivileges: false } }],
    ['a capability', { process: { ...process, capabilities: { bounding: ['CAP_CHOWN'] } } }],
    ['mapped users', { linux: { ...linux, uidMappings: [{ hostID: 1 }] } }],
    ['kernel settings of its own', { linux: { ...linux, sysctl: { 'net.core.somaxconn': '1' } } }],
  ])('is not taken for a pattern when it has %s', (_, change) => {
    const text = { ...rest, process, root, linux, ...change };

    expect(RuntimeSpec.safeParse(text).success).toBe(false);
    expect(RuntimeSpec.safeParse(PATTERN.spec).success).toBe(true);
  });
});
