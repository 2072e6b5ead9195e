import { describe, expect, it } from '@jest/globals';
import { toEngineFacts, type EngineFacts } from './engine-facts.js';
import { listEngineWarnings } from './engine-warnings.js';

const component = (Name: string, Version: string) => ({ Name, Version });

/** Debian 12: cgroup v1, engine and runc of the distribution. */
const DEBIAN_20_10 = toEngineFacts(
  {
    Version: '20.10.24+dfsg1',
    Components: [
      component('Engine', '20.10.24+dfsg1'),
      component('containerd', '1.6.20~ds1'),
      component('runc', '1.1.5+ds1'),
    ],
  },
  {
    ContainerdCommit: { ID: '1.6.20~ds1-1+deb12u3' },
    RuncCommit: { ID: '1.1.5+ds1-1+deb12u1' },
    DefaultRuntime: 'runc',
    KernelVersion: '6.1.0-30-amd64',
    OperatingSystem: 'Debian GNU/Linux 12 (bookworm)',
    CgroupVersion: '1',
    CgroupDriver: 'cgroupfs',
    Driver: 'overlay2',
    NCPU: 2,
    MemTotal: 8e9,
    SecurityOptions: ['name=seccomp,profile=default'],
    Plugins: { Authorization: null },
    Warnings: null,
  },
);
/** Docker's own packages: cgroup v2, AppArmor; commits are hashes. */
const UPSTREAM_28 = toEngineFacts(
  {
    Components: [
      component('Engine', '28.2.2'),
      component('containerd', 'v1.7.27'),
      component('runc', '1.2.5'),
    ],
  },
  {
    ContainerdCommit: { ID: '05044ec0a9a75232cad458027ca83437aae3f4da' },
    RuncCommit: { ID: 'v1.2.5-0-g59923ef' },
    DefaultRuntime: 'runc',
    CgroupVersion: '2',
    CgroupDriver: 'systemd',
    SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
  },
);
const DOCKER_DESKTOP = toEngineFacts(
  {
    Platform: { Name: 'Docker Desktop 4.60.0' },
    Components: [
      component('Engine', '29.5.1'),
      component('containerd', 'v2.2.0'),
      component('runc', '1.3.4'),
    ],
  },
  {
    OperatingSystem: 'Docker Desktop',
    DefaultRuntime: 'runc',
    CgroupVersion: '2',
    SecurityOptions: ['name=seccomp,profile=unconfined', 'name=cgroupns'],
    Warnings: ['WARNING: daemon is not using the default seccomp profile'],
  },
);
const PODMAN = toEngineFacts(
  {
    Version: '5.2.1',
    Components: [component('Podman Engine', '5.2.1'), component('OCI Runtime (crun)', 'crun 1.15')],
  },
  {
    DefaultRuntime: 'crun',
    CgroupVersion: '2',
    SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'],
  },
);

const warningsOf = (facts: EngineFacts, about: RegExp) =>
  listEngineWarnings(facts).filter((text) => about.test(text));

describe('what an engine says of itself', () => {
  it('is read from Docker 20.10 of Debian with the revisions of the distribution', () => {
    expect(DEBIAN_20_10).toEqual({
      engine: 'Docker',
      version: '20.10.24+dfsg1',
      containerd: '1.6.20~ds1-1+deb12u3',
      runc: '1.1.5+ds1-1+deb12u1',
      runtime: 'runc',
      kernel: '6.1.0-30-amd64',
      system: 'Debian GNU/Linux 12 (bookworm)',
      cgroupVersion: '1',
      cgroupDriver: 'cgroupfs',
      storage: 'overlay2',
      cpus: 2,
      memoryBytes: 8e9,
      seccomp: 'default',
      security: [],
      authorizationPlugins: [],
      complaints: [],
    });
  });

  it('is read from other engines, which leave things out', () => {
    expect(UPSTREAM_28).toMatchObject({
      version: '28.2.2',
      runc: '1.2.5',
      cgroupVersion: '2',
      seccomp: 'builtin',
      security: ['apparmor', 'cgroupns'],
    });
    expect(DOCKER_DESKTOP).toMatchObject({ system: 'Docker Desktop', seccomp: null });
    expect(PODMAN).toMatchObject({ engine: 'Podman Engine', version: '5.2.1', runc: null, runtime: 'crun' });
    expect(toEngineFacts({}, {})).toMatchObject({ engine: 'Docker', version: null, runc: null, cpus: 0 });
  });
});

describe('listEngineWarnings', () => {
  it('names the holes of an old runc, and what would mend them (A01, A03)', () => {
    const [warning, ...more] = warningsOf(DEBIAN_20_10, /^runc/);

    expect(more).toEqual([]);
    expect(warning).toMatch(/1\.1\.5.*CVE-2025-31133.*unless your distribution backported.*Fixed in 1\.2\.8/);
  });

  it('knows the fix that Debian put into an old version, and asks where the revision does not show (A02)', () => {
    const bare = { ...DEBIAN_20_10, runc: '1.1.5' };

    expect(warningsOf(DEBIAN_20_10, /CVE-2024-21626/)).toEqual([]);
    expect(warningsOf(bare, /CVE-2024-21626/)).toEqual([
      expect.stringMatching(/unless your distribution backported/),
    ]);
    expect(warningsOf({ ...bare, runc: '1.0.0-rc6' }, /CVE-2019-5736/)).toHaveLength(1);
  });

  it('names the hole of an old containerd (F05)', () => {
    expect(warningsOf({ ...UPSTREAM_28, containerd: '1.4.2' }, /CVE-2020-15257/)).toHaveLength(1);
    expect(warningsOf(UPSTREAM_28, /CVE-2020-15257/)).toEqual([]);
  });

  it('speaks of authorization plugins only where there are some', () => {
    const guarded = { ...DEBIAN_20_10, authorizationPlugins: ['opa'] };

    expect(warningsOf(DEBIAN_20_10, /CVE-2024-41110/)).toEqual([]);
    expect(warningsOf(guarded, /CVE-2024-41110/)).toHaveLength(1);
  });

  it('is silent about a current engine', () => {
    expect(listEngineWarnings({ ...DOCKER_DESKTOP, seccomp: 'builtin', complaints: [] })).toEqual([]);
  });

  it('passes on what the engine warns of, and misses its seccomp filter', () => {
    expect(listEngineWarnings(DOCKER_DESKTOP)).toEqual([
      expect.stringMatching(/filters no system calls/),
      'WARNING: daemon is not using the default seccomp profile',
    ]);
  });

  it('tells what mapped users need, and asks for no runc where there is none', () => {
    expect(listEngineWarnings(PODMAN)).toEqual([expect.stringMatching(/rootless.*560000 ids/)]);
    expect(warningsOf({ ...PODMAN, runtime: null }, /does not tell the version of runc/)).toHaveLength(1);
  });

  it('asks the operator about a version of an unknown form', () => {
    expect(warningsOf({ ...UPSTREAM_28, runc: 'main-2031' }, /no known form/)).toHaveLength(3);
  });
});
