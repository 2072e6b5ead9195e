import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ContainerInspectInfo } from 'dockerode';
import { inspectPod, listOurs, pauseOf, processesOf } from './containers-of-pod.js';
import {
  aPlan,
  aRunner,
  podOf,
  echoProgram,
  owner,
  preparePodImages,
  SMOKE_SCRIPT,
  witness,
} from './pod-fixtures.js';

const MIB = 1024 * 1024;
const SCRIPT = `
await eventually(async () => (await Promise.all(load.services.map((service) => dial(service.port)))).every(Boolean), 20000);
plan('waits');
await started;
await ready();
await sleep(60000);
`;

interface Sight {
  readonly pod: Record<string, ContainerInspectInfo>;
  /** The subject's first process, as the host's /proc shows it. */
  readonly environment: readonly string[];
  readonly status: string;
  readonly cgroups: readonly string[];
}

const plan = aPlan(SCRIPT, echoProgram(), { services: ['postgres', 'redis'] });
let sight: Sight;

/** One pod, looked at from outside while its program runs, then aborted. */
beforeAll(async () => {
  await preparePodImages();
  const over = new AbortController();
  let looking: Promise<Sight> | undefined;
  const runner = aRunner();
  const run = runner.run(
    plan,
    (seen) => {
      if (seen.type !== 'phase' || seen.phase !== 'testing') return;
      looking = look();
      looking.finally(() => over.abort()).catch(() => undefined);
    },
    over.signal,
  );
  await expect(run).rejects.toMatchObject({ code: 'shutdown' });
  await runner.settled();
  if (looking === undefined) throw new Error('the program never answered');
  sight = await looking;
}, 600_000);

async function look(): Promise<Sight> {
  const pod = await inspectPod(plan.taskId);
  const pid = processesOf([uidOf(pod, 'subject-0')]).find(isProgram);
  const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  return {
    pod,
    environment: read('environ').split('\0').filter(Boolean),
    status: read('status'),
    cgroups: Object.values(pod).map(({ Id }) => Id),
  };
}

const isProgram = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('/usr/local/bin/node');
const uidOf = (pod: Sight['pod'], role: string): number => Number(pod[role]?.Config.User.split(':')[0]);
const ROLES = ['pause', 'postgres', 'redis', 'grader', 'subject-0'];
const outlivesPod = (role: string): boolean => role === 'pause' || role === 'grader';

describe.each(ROLES)('the %s container', (role) => {
  const container = (): ContainerInspectInfo => sight.pod[role]!;

  it('has no privilege, no capability, no way to gain one', () => {
    const { HostConfig, AppArmorProfile } = container();

    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
    });
    expect(HostConfig.CapAdd ?? []).toEqual([]);
    expect(HostConfig.Devices ?? []).toEqual([]);
    expect(AppArmorProfile).not.toBe('unconfined');
  });

  it('mounts nothing of the host and cannot write to its root (A03, D12, D28, G07)', () => {
    const { HostConfig, Mounts } = container();

    expect(Mounts).toEqual([]);
    expect(HostConfig.Binds ?? []).toEqual([]);
    expect(HostConfig.VolumesFrom ?? []).toEqual([]);
    expect(HostConfig.ReadonlyRootfs).toBe(true);
  });

  it('shares no name space but the network, which is the pause’s (B05, G14)', () => {
    const { HostConfig } = container();
    const { Id, Name } = sight.pod['pause']!;

    expect(role === 'pause' ? ['none'] : [Id, Name.slice(1)]).toContain(pauseOf(container()));
    expect(HostConfig).toMatchObject({ PidMode: '', IpcMode: 'private', UTSMode: '', UsernsMode: '' });
    expect(HostConfig.PortBindings ?? {}).toEqual({});
    expect(HostConfig.PublishAllPorts).toBe(false);
  });

  it('has memory without swap, logs nothing and dies first (D06, D15, D27)', () => {
    const { HostConfig } = container();

    expect(HostConfig.MemorySwap).toBe(HostConfig.Memory);
    expect(HostConfig.Memory).toBeGreaterThan(0);
    expect(HostConfig).toMatchObject({ LogConfig: { Type: 'none' }, OomScoreAdj: 1000, AutoRemove: false });
    expect(HostConfig.RestartPolicy?.Name).toBe('no');
    expect(container().Config.Tty).toBe(false);
    expect(container().LogPath).toBe('');
  });

  it('carries the labels that the janitor finds it by', () => {
    expect(container().Config.Labels).toMatchObject({
      'touchstone.managed': 'true',
      ...(outlivesPod(role)
        ? { 'touchstone.pause': sight.pod['pause']!.Config.Labels['touchstone.pause'] }
        : { 'touchstone.pod': podOf.get(plan.taskId) }),
      'touchstone.role': role,
      'touchstone.owner': owner,
    });
  });
});

describe('the parts of a pod', () => {
  it('have uids of their own, none of them root', () => {
    const uids = ROLES.map((role) => uidOf(sight.pod, role));
    const slot = uids[4]! - 200_000;
    const slotOfCore = uids[3]! - 300_000;

    expect(uids).toEqual([65_534, 400_000 + slot, 500_000 + slot, 300_000 + slotOfCore, 200_000 + slot]);
    for (const one of [slot, slotOfCore]) {
      expect(one).toBeGreaterThanOrEqual(0);
      expect(one).toBeLessThan(60_000);
    }
  });

  it('have the limits of the baseline', () => {
    const limits = Object.fromEntries(
      ROLES.map((role) => {
        const { Memory, PidsLimit, NanoCpus, ShmSize, Init } = sight.pod[role]!.HostConfig;
        return [role, { Memory, PidsLimit, NanoCpus, ShmSize, Init }];
      }),
    );

    expect(limits).toEqual({
      pause: { Memory: 16 * MIB, PidsLimit: 16, NanoCpus: 0, ShmSize: 65_536, Init: false },
      grader: { Memory: 256 * MIB, PidsLimit: 64, NanoCpus: 1e9, ShmSize: MIB, Init: false },
      'subject-0': { Memory: 256 * MIB, PidsLimit: 64, NanoCpus: 1e9, ShmSize: MIB, Init: false },
      postgres: { Memory: 384 * MIB, PidsLimit: 96, NanoCpus: 1e9, ShmSize: MIB, Init: true },
      redis: { Memory: 160 * MIB, PidsLimit: 32, NanoCpus: 1e9, ShmSize: MIB, Init: true },
    });
  });

  it.each(['grader', 'subject-0'])('bound the files of the %s and write no core (D26, G08)', (role) => {
    const ulimits = sight.pod[role]!.HostConfig.Ulimits as { Name: string; Soft: number; Hard: number }[];

    expect([...ulimits].sort((a, b) => a.Name.localeCompare(b.Name))).toEqual([
      { Name: 'core', Soft: 0, Hard: 0 },
      { Name: 'fsize', Soft: 32 * MIB, Hard: 32 * MIB },
      { Name: 'nofile', Soft: 256, Hard: 256 },
    ]);
  });

  it('write to sized, counted tmpfs alone', () => {
    const uid = uidOf(sight.pod, 'subject-0');
    const tmpfs = `rw,nosuid,nodev,noexec,size=32m,nr_inodes=4096,mode=0700,uid=${uid},gid=${uid}`;

    expect(sight.pod['subject-0']!.HostConfig.Tmpfs).toEqual({ '/work': tmpfs, '/tmp': tmpfs });
    expect(Object.keys(sight.pod['grader']!.HostConfig.Tmpfs!)).toEqual(['/tmp']);
    expect(Object.keys(sight.pod['postgres']!.HostConfig.Tmpfs!)).toEqual(['/data', '/tmp']);
    expect(sight.pod['pause']!.HostConfig.Tmpfs ?? {}).toEqual({});
  });

  it('get the network’s rules from the pause (D11, G06, G08, G18, G19)', () => {
    expect(sight.pod['pause']!.HostConfig.Sysctls).toEqual({
      'net.ipv4.ip_unprivileged_port_start': '1024',
      'net.ipv4.ip_local_port_range': '10000 60999',
      'net.ipv4.ping_group_range': '1 0',
      'net.ipv4.tcp_max_tw_buckets': '0',
      'net.ipv4.tcp_no_metrics_save': '1',
      'net.core.somaxconn': '512',
      'net.ipv4.tcp_rmem': '4096 32768 65536',
      'net.ipv4.tcp_wmem': '4096 16384 65536',
    });
    expect(sight.pod['subject-0']!.HostConfig.Sysctls ?? {}).toEqual({});
    expect(sight.pod['pause']!.Config.Hostname).toBe('pod');
  });
});

describe('the learner’s program', () => {
  it('sees exactly the environment it was promised', () => {
    const shown = sight.environment.map((entry) => entry.replace(/:[0-9a-f]{32}@/, ':<password>@')).sort();

    expect(shown).toEqual([
      'DATABASE_URL=postgres://app:<password>@127.0.0.1:5432/app',
      'HOME=/work',
      'INSTANCE=0',
      'LANG=C.UTF-8',
      'NODE_ENV=production',
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'PORT=8080',
      'REDIS_URL=redis://app:<password>@127.0.0.1:6379',
      'TMPDIR=/tmp',
    ]);
  });

  it('runs without capabilities, without new privileges, under two filters (A10, A04–A16)', () => {
    expect(sight.status).toMatch(/^CapBnd:\s+0{16}$/m);
    expect(sight.status).toMatch(/^CapEff:\s+0{16}$/m);
    expect(sight.status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(sight.status).toMatch(/^Seccomp_filters:\s+2$/m);
  });

  it('can write to its two disks and to shared memory, and finds no socket of the engine (D12, D14, A08)', async () => {
    const walk = `import { accessSync, constants, readdirSync, existsSync } from 'node:fs';
const found = [];
function visit(folder) {
  try { accessSync(folder, constants.W_OK); found.push(folder); } catch {}
  let entries = [];
  try { entries = readdirSync(folder, { withFileTypes: true }); } catch {}
  for (const entry of entries) {
    const path = (folder === '/' ? '' : folder) + '/' + entry.name;
    if (entry.isDirectory() && !/^\\/(proc|node_modules)$/.test(path)) visit(path);
    if (!entry.isDirectory() && entry.name.endsWith('.sock')) found.push(path);
  }
}
visit('/');
console.log(found.sort().join(' '));`;

    const { report } = await witness(aPlan(SMOKE_SCRIPT, echoProgram(walk)));

    expect(report.logTail).toBe('/dev/mqueue /dev/shm /tmp /work\n');
  });
});

describe('an aborted pod', () => {
  it('leaves no container, process or cgroup', async () => {
    const uids = ROLES.slice(1).map((role) => uidOf(sight.pod, role));

    expect(await listOurs()).toEqual([]);
    expect(processesOf(uids)).toEqual([]);
    expect(sight.cgroups.filter((id) => existsSync(`/sys/fs/cgroup/pids/docker/${id}`))).toEqual([]);
    expect(sight.cgroups.filter((id) => existsSync(`/sys/fs/cgroup/docker/${id}`))).toEqual([]);
  });
});
