import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { serverProgram } from '../up/server-program.js';
import { cloneFolder, stateFolder } from '../up/state-folder.js';
import { OwnClock } from './own-clock.js';

/** Longer than a worker takes to finish its runs. */
const PATIENCE_MS = 95_000;

/** The API or a worker, as it ships. It is started again by whoever killed it. */
export class Program {
  readonly clock: OwnClock;
  private child: ChildProcess | null = null;

  constructor(
    readonly name: string,
    private readonly app: 'api' | 'worker',
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {
    this.clock = new OwnClock(name);
  }

  get running(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  get logFile(): string {
    return join(stateFolder, 'logs', `${this.name}.log`);
  }

  start(): void {
    if (this.running) return;
    mkdirSync(join(stateFolder, 'logs'), { recursive: true, mode: 0o700 });
    const log = openSync(this.logFile, this.child === null ? 'w' : 'a', 0o600);
    const [node, main] = serverProgram(this.app);
    this.child = spawn(node, [main], {
      cwd: cloneFolder,
      env: { ...this.env, ...this.clock.env },
      stdio: ['ignore', log, log],
      // Ctrl-C reaches this program alone, which ends the others in order.
      detached: true,
    });
    closeSync(log);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  /** Settles once it is gone: at once, or in order. */
  async end(how: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === null || !this.running) return;
    const gone = once(child, 'exit');
    child.kill(how);
    const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await gone;
    clearTimeout(impatient);
  }
}
