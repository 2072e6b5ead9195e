import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import type { ImageName } from '#sandbox';
import { stateFolder } from '../up/state-folder.js';
import { UpFailure } from '../up/up-failure.js';

const run = promisify(execFile);

/** What the pods of the exercise are made of, and the one that workers prove an engine with. */
const IMAGES = ['pause', 'grader', 'node', 'python'] as const satisfies readonly ImageName[];
const DOCKERD = ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'];
/** Of memory: what the images take, and some pods beside them. */
const DISK = '2g';
const START_MS = 60_000;
const LOOK_EVERY_MS = 100;
/** Exit code of pkill where nobody is to be killed. */
const NOBODY = 1;

/** An engine of its own to do harm to, with a disk of its own: nobody else's containers are on it. */
export class OwnEngine {
  private child: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    readonly docker: Docker,
  ) {}

  /** Whether one can be started here: it takes root, and an engine whose program is at hand. */
  static get isPossible(): boolean {
    return process.getuid?.() === 0 && DOCKERD.some((path) => existsSync(path));
  }

  /** @param neighbour the engine that has the images */
  static async start(neighbour: Docker): Promise<OwnEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-engine-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder]);
    } catch (error) {
      await rmdir(folder);
      throw error;
    }
    const engine = new OwnEngine(folder, new Docker({ socketPath: join(folder, 'docker.sock') }));
    try {
      await engine.revive();
      for (const name of IMAGES) {
        const image = await neighbour.getImage(`touchstone/${name}:latest`).get();
        const loading = await engine.docker.loadImage(image);
        await once(loading.resume(), 'end');
      }
      return engine;
    } catch (error) {
      await engine.stop();
      throw error;
    }
  }

  get socketPath(): string {
    return join(this.folder, 'docker.sock');
  }

  get logFile(): string {
    return join(stateFolder, 'logs', 'chaos-engine.log');
  }

  /** With its containerd, at once. What ran in containers goes on without anybody who could be asked about it. */
  async kill(): Promise<void> {
    const pid = await this.readContainerd();
    await this.end('SIGKILL');
    if (pid !== null) process.kill(pid, 'SIGKILL');
    // The next one refuses to start while any process has the number in it.
    await rm(this.pidFile, { force: true });
  }

  /** Settles once it answers. @throws UpFailure when it does not */
  async revive(): Promise<void> {
    if (this.child !== null && this.child.exitCode === null && this.child.signalCode === null) return;
    mkdirSync(dirname(this.logFile), { recursive: true, mode: 0o700 });
    const log = openSync(this.logFile, 'a', 0o600);
    const places = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'engine.pid' };
    const flags = [
      ...Object.entries(places).map(([flag, place]) => `--${flag}=${join(this.folder, place)}`),
      `--host=unix://${this.socketPath}`,
      '--bridge=none',
      '--iptables=false',
      '--ip6tables=false',
      '--ip-forward=false',
      '--storage-driver=overlay2',
    ];
    this.child = spawn('dockerd', flags, { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    await this.waitUntilAnswers();
  }

  /** Not a byte is left on its disk, whoever writes to it meanwhile. */
  async fillDisk(): Promise<void> {
    await run('dd', ['if=/dev/zero', `of=${this.filler}`, 'bs=64K']).catch((error: Error) => {
      if (!error.message.includes('No space left on device')) throw error;
    });
  }

  emptyDisk(): Promise<void> {
    return rm(this.filler, { force: true });
  }

  /** With everything on its disk, and shims of containers that it was killed in the middle of starting. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
    await run('pkill', ['-KILL', '-f', this.folder]).catch((error: { code?: unknown }) => {
      if (error.code !== NOBODY) throw error;
    });
    await run('umount', ['--lazy', this.folder]);
    await rmdir(this.folder);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }

  private get pidFile(): string {
    return join(this.folder, 'engine.pid');
  }

  private async readContainerd(): Promise<number | null> {
    const file = join(this.folder, 'exec/containerd/containerd.pid');
    const text = await readFile(file, 'utf8').catch(() => '');
    return text === '' ? null : Number(text);
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  private async waitUntilAnswers(): Promise<void> {
    for (const giveUpAt = performance.now() + START_MS; performance.now() < giveUpAt;) {
      if (await this.docker.ping().catch(() => false)) return;
      if (this.child?.exitCode !== null) break;
      await sleep(LOOK_EVERY_MS);
    }
    throw new UpFailure(`An engine to do harm to does not start: read the end of ${this.logFile}.`);
  }
}
