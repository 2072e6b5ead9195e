import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CgroupDirectories } from '../usage/cgroup-files.js';
import { readKernelFile } from '../usage/kernel-file.js';

/**
 * Holds every process of one running container still, and sends signals to its first one, by the kernel's own files. Docs: `docs/adr/0026`,
 * `docs/adr/0027`.
 */
export class Freezer {
  private readonly switchFile: string;
  private isPaused = false;
  /** Under way. */
  private signals = 0;

  private constructor(
    private readonly directory: string,
    private readonly words: FreezerWords,
  ) {
    this.switchFile = `${directory}/${words.file}`;
  }

  /** @returns null where there is none that this process could use: the engine's `pause` does the same, in 20 ms */
  static of(found: CgroupDirectories | null): Freezer | null {
    if (found === null || found.freezer === null) return null;
    const freezer = new Freezer(found.freezer, WORDS[found.version]);
    // What is running already may be thawed: it shows whether one may.
    return freezer.write(freezer.words.thaw) ? freezer : null;
  }

  /**
   * Settles once none of its processes runs, or it was thawed meanwhile.
   * @returns false when the container is gone, or a process could not be held in time; then none is
   */
  async freeze(): Promise<boolean> {
    this.isPaused = true;
    const isHeld = await this.hold(() => this.isPaused);
    if (!isHeld) this.thaw();
    return isHeld;
  }

  /** Of a container that is gone there is nothing to thaw. */
  thaw(): void {
    this.isPaused = false;
    this.letGo();
  }

  /**
   * Sends a signal to one process of the container. While all of them are held still none can end, so its number is nobody else's. What
   * is killed needs no thawing.
   * @param pid as this process sees it
   * @returns false when it has ended; null when that could not be found out, or it may not be done
   */
  async signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean | null> {
    this.signals += 1;
    try {
      return (await this.hold(() => true)) ? this.deliver(pid, signal) : null;
    } finally {
      this.signals -= 1;
      if (signal === 'SIGKILL') this.isPaused = false;
      this.letGo();
    }
  }

  private deliver(pid: number, signal: NodeJS.Signals): boolean | null {
    const members = readKernelFile(`${this.directory}/cgroup.procs`);
    if (members === null || !members.split('\n').includes(String(pid))) return null;
    if (hasEnded(pid)) return false;
    try {
      return process.kill(pid, signal);
    } catch {
      return null;
    }
  }

  /** @returns false when it is gone, or not all could be held in time */
  private async hold(isWanted: () => boolean): Promise<boolean> {
    for (const giveUpAt = performance.now() + DEADLINE_MS; isWanted();) {
      // Version 1 looks for processes born meanwhile whenever it is asked.
      if (!this.write(this.words.freeze)) return false;
      if (this.words.isFrozen(this.directory)) return true;
      if (performance.now() > giveUpAt) return false;
      await delay(LOOK_AGAIN_MS);
    }
    return true;
  }

  private letGo(): void {
    if (!this.isPaused && this.signals === 0) this.write(this.words.thaw);
  }

  private write(word: string): boolean {
    try {
      writeFileSync(this.switchFile, word, { flag: 'r+' });
      return true;
    } catch {
      return false;
    }
  }
}

const DEADLINE_MS = 2_000;
const LOOK_AGAIN_MS = 1;
/** By proc_pid_stat(5). */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** Whether nothing runs under this number, though its end may not have been taken note of. */
export function hasEnded(pid: number): boolean {
  const state = /^\d+ \(.*\) (\w)/s.exec(readKernelFile(`/proc/${pid}/stat`) ?? '')?.[1];
  return state === undefined || ENDED.has(state);
}

interface FreezerWords {
  readonly file: string;
  readonly freeze: string;
  readonly thaw: string;
  readonly isFrozen: (directory: string) => boolean;
}

/** Kernel documentation, cgroup-v1/freezer-subsystem.rst and cgroup-v2.rst. */
const WORDS: Readonly<Record<CgroupDirectories['version'], FreezerWords>> = {
  1: {
    file: 'freezer.state',
    freeze: 'FROZEN',
    thaw: 'THAWED',
    isFrozen: (directory) => readKernelFile(`${directory}/freezer.state`)?.trim() === 'FROZEN',
  },
  2: {
    file: 'cgroup.freeze',
    freeze: '1',
    thaw: '0',
    isFrozen: (directory) => /^frozen 1$/m.test(readKernelFile(`${directory}/cgroup.events`) ?? ''),
  },
};
