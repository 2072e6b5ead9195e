import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PlatformFault } from '#contracts';
import { stateOf, type LifeFolder } from './life-folder.js';
import { RUNC, RUNC_ENVIRONMENT } from './runc-program.js';
import type { Stdio } from './stdio.js';

const START_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 2;

/** `runc run`: makes a container, starts it, and lasts as long as it does. */
export class RuncProcess {
  /** The container's exit code; rejects when runc could not start it, or was killed itself. */
  readonly ended: Promise<number>;
  /** By itself, and its container with it. Of one that was killed, what it had started may still run. */
  hasEnded = false;
  private readonly child: ChildProcess;

  constructor(
    private readonly folder: LifeFolder,
    stdio: Stdio,
    hasStdin: boolean,
  ) {
    const { id, path } = folder;
    const everywhere = ['--root', stateOf(path), '--log', join(path, 'log'), '--log-format', 'json'];
    // Kept, so that what the kernel has counted can still be read when it has ended.
    const command = ['run', '--keep', '--pid-file', join(path, 'pid'), '--bundle', path, id];
    const [stdin, stdout, stderr] = stdio.theirs;
    try {
      this.child = spawn(RUNC, [...everywhere, ...command], {
        stdio: [hasStdin ? stdin : 'ignore', stdout, stderr],
        cwd: path,
        env: RUNC_ENVIRONMENT,
        // A terminal's Ctrl-C is for the worker, which drains; runc would hand it on to the program.
        detached: true,
      });
    } finally {
      stdio.closeTheirs();
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => {
        this.hasEnded = code !== null;
        if (code !== null) resolve(code);
        else
          reject(
            new PlatformFault(
              'engine-unavailable',
              `runc was killed from outside (${signal}). Find who else kills processes on this host.`,
            ),
          );
      });
    });
    this.ended.catch(() => undefined);
  }

  /** @returns the number of the container's first process, once it runs */
  async started(): Promise<number> {
    const file = join(this.folder.path, 'pid');
    for (const giveUpAt = performance.now() + START_DEADLINE_MS; !existsSync(file);) {
      if (this.hasEnded && !existsSync(file)) throw new Error(await this.readComplaint());
      if (performance.now() > giveUpAt) throw new Error(`it did not start within ${START_DEADLINE_MS} ms`);
      await Promise.race([delay(LOOK_AGAIN_MS), this.ended]);
    }
    return Number(readFileSync(file, 'utf8'));
  }

  /** Of a start that came to nothing, or takes too long. What there is of its container is for others to remove. */
  giveUp(): void {
    this.child.kill('SIGKILL');
  }

  private async readComplaint(): Promise<string> {
    const log = await readFile(join(this.folder.path, 'log'), 'utf8').catch(() => '');
    const last = log.trim().split('\n').at(-1) ?? '';
    return last === '' ? 'runc did not say why' : String((JSON.parse(last) as { msg?: unknown }).msg);
  }
}
