import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** To start a program from a process as large as a worker takes longer than that program: so many at once. */
const AT_ONCE = 48;
const FEW = 12;

/** Pipes that nobody has opened yet. Node itself makes none that a program could open a second time by its name in `/dev`. */
export class PipeStock {
  private readonly paths: string[] = [];
  private making: Promise<void> | null = null;

  /** @param folder of its own; it need not be there yet */
  constructor(private readonly folder: string) {}

  /** @returns paths of named pipes, each for one use */
  async take(count: number): Promise<string[]> {
    while (this.paths.length < count) await this.make();
    const taken = this.paths.splice(0, count);
    // Who comes next finds some, or is told what went wrong.
    if (this.paths.length < FEW) this.make().catch(() => undefined);
    return taken;
  }

  /** Their folder was removed. */
  clear(): void {
    this.paths.length = 0;
  }

  private make(): Promise<void> {
    this.making ??= this.makeNow().finally(() => (this.making = null));
    return this.making;
  }

  private async makeNow(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const paths = Array.from({ length: AT_ONCE }, () => join(this.folder, randomBytes(8).toString('hex')));
    await run('mkfifo', ['-m', '0600', ...paths]);
    this.paths.push(...paths);
  }
}
