import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const PAGE = 4096;

interface SeenContainer {
  readonly id: string;
  readonly uid: number;
}

/** What the host has to give, as hostile programs might take it. */
export interface HostStock {
  readonly tcpMemoryMib: number;
  readonly freeDiskMib: number;
  readonly freeInodes: number;
}

/** What has gone between two looks; below zero when others gave back meanwhile. */
export interface Taken {
  readonly tcpMemoryMib: number;
  readonly diskMib: number;
  readonly inodes: number;
}

export const takenOf = (before: HostStock, after: HostStock): Taken => ({
  tcpMemoryMib: after.tcpMemoryMib - before.tcpMemoryMib,
  diskMib: before.freeDiskMib - after.freeDiskMib,
  inodes: before.freeInodes - after.freeInodes,
});

export interface HostLevels extends HostStock {
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

/** Where containers that no engine starts have a folder each, named after their pod and themselves. */
const LIVES = '/run/touchstone';
const LOOK_EVERY_MS = 20;

/** Watches which containers each pod had, whoever started them, and finds what is left of them. */
export class HostWatch {
  private readonly pods = new Map<string, Promise<SeenContainer>[]>();
  private readonly lives = new Set<string>();
  private readonly looking = setInterval(() => this.noteLives(), LOOK_EVERY_MS);

  private constructor(
    private readonly events: ChildProcess,
    private readonly engineFolder: string,
  ) {}

  static async start(): Promise<HostWatch> {
    const filters = ['--filter', 'event=create', '--filter', 'label=touchstone.managed=true'];
    const events = spawn('docker', ['events', ...filters, '--format', '{{json .}}'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const watch = new HostWatch(events, await docker('info', '--format', '{{.DockerRootDir}}'));
    createInterface(events.stdout).on('line', (line) => {
      const { Actor } = JSON.parse(line) as { Actor: { ID: string; Attributes: Record<string, string> } };
      watch.note(Actor.ID, Actor.Attributes['touchstone.pod'] ?? '');
    });
    // Pods that were made ahead of everything.
    const there = await docker(
      'ps',
      '-aq',
      '--no-trunc',
      '--filter',
      'label=touchstone.pod',
      '--format',
      '{{.ID}} {{.Label "touchstone.pod"}}',
    );
    for (const [id, pod] of there.split('\n').map((line) => line.split(' ')))
      if (id && pod) watch.note(id, pod);
    return watch;
  }

  stop(): void {
    clearInterval(this.looking);
    this.events.kill();
  }

  async containersOf(pods: readonly string[]): Promise<readonly SeenContainer[]> {
    return Promise.all(pods.flatMap((pod) => this.pods.get(pod) ?? []));
  }

  /** What is left of some pods, in words; empty when there is nothing. */
  async leftOf(pods: readonly string[]): Promise<string[]> {
    return (await Promise.all(pods.map((pod) => this.leftOfOne(pod)))).flat();
  }

  private async leftOfOne(pod: string): Promise<string[]> {
    const containers = await this.containersOf([pod]);
    const listed = await docker('ps', '-aq', '--filter', `label=touchstone.pod=${pod}`);
    const uids = new Set(containers.map(({ uid }) => uid).filter((uid) => uid >= 200_000));
    return [
      ...listed
        .split('\n')
        .filter(Boolean)
        .map((id) => `container ${id}`),
      ...listLives()
        .filter((life) => life.pod === pod)
        .map(({ id }) => `life ${id}`),
      ...processesOf(uids).map((pid) => `process ${pid}`),
      ...containers.flatMap(({ id }) => cgroupsOf(id)).map((path) => `cgroup ${path}`),
    ];
  }

  async stock(): Promise<HostStock> {
    const { bavail, bsize, ffree } = await statfs(this.engineFolder);
    return { tcpMemoryMib: tcpMemoryMib(), freeDiskMib: (bavail * bsize) / MIB, freeInodes: ffree };
  }

  async levels(): Promise<HostLevels> {
    const list = async (...args: string[]) => (await docker(...args)).split('\n').filter(Boolean).sort();
    return {
      ...(await this.stock()),
      volumes: await list('volume', 'ls', '-q'),
      networks: await list('network', 'ls', '--format', '{{.Name}}'),
    };
  }

  private note(id: string, pod: string): void {
    const seen = docker('inspect', '--format', '{{.Config.User}}', id).then((user) => ({
      id,
      uid: Number(user.split(':')[0]),
    }));
    // Awaited when the case is looked at; until then a failure is not unhandled.
    seen.catch(() => undefined);
    this.keep(pod, seen);
  }

  private noteLives(): void {
    for (const { pod, id, folder } of listLives()) {
      const uid = this.lives.has(id) ? null : readUid(folder);
      if (uid === null) continue;
      this.lives.add(id);
      this.keep(pod, Promise.resolve({ id, uid }));
    }
  }

  private keep(pod: string, seen: Promise<SeenContainer>): void {
    this.pods.set(pod, [...(this.pods.get(pod) ?? []), seen]);
  }
}

function listLives(): { readonly pod: string; readonly id: string; readonly folder: string }[] {
  return listFolder(LIVES).flatMap((owner) =>
    listFolder(`${LIVES}/${owner}/lives`).map((name) => {
      const [pod = '', id = ''] = name.split('.');
      return { pod, id, folder: `${LIVES}/${owner}/lives/${name}` };
    }),
  );
}

function listFolder(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

/** null while its text is not written yet, or when it is gone already. */
function readUid(folder: string): number | null {
  try {
    const { process } = JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')) as {
      process: { user: { uid: number } };
    };
    return process.user.uid;
  } catch {
    return null;
  }
}

/** Kernel memory of all TCP sockets of the host: not charged to any container on cgroup v1 (D11). */
function tcpMemoryMib(): number {
  const pages = /^TCP:.* mem (\d+)/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1];
  return (Number(pages) * PAGE) / MIB;
}

async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).stdout.trim();
}

function processesOf(uids: ReadonlySet<number>): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
    return owner !== undefined && uids.has(owner);
  });
}

function cgroupsOf(container: string): string[] {
  const roots = ['/sys/fs/cgroup', ...readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`)];
  return roots
    .flatMap((root) => [
      `${root}/docker/${container}`,
      `${root}/system.slice/docker-${container}.scope`,
      `${root}/touchstone/${container}`,
    ])
    .filter((path) => existsSync(path));
}
