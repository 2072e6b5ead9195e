import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CgroupDirectories } from '../usage/cgroup-files.js';
import { readKernelFile } from '../usage/kernel-file.js';

/** Holds every process of one running container still, by the kernel's own files. Docs: `docs/adr/0026`. */
export class Freezer {
  private readonly switchFile: string;
  private isWanted = false;

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
    this.isWanted = true;
    for (const giveUpAt = performance.now() + DEADLINE_MS; this.isWanted;) {
      // Version 1 looks for processes born meanwhile whenever it is asked.
      if (!this.write(this.words.freeze)) return false;
      if (this.words.isFrozen(this.directory)) return true;
      if (performance.now() > giveUpAt) {
        this.thaw();
        return false;
      }
      await delay(LOOK_AGAIN_MS);
    }
    return true;
  }

  /** Of a container that is gone there is nothing to thaw. */
  thaw(): void {
    this.isWanted = false;
    this.write(this.words.thaw);
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
