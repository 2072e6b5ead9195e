import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFolder, stateFolder } from './state-folder.js';

export interface ProgramToKeep {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Output goes to the terminal instead of a log file. */
  readonly loud?: boolean;
}

/** A program that crashes more often than this within the time below is broken, not unlucky. */
const MOST_RESTARTS = 5;
const RESTART_WINDOW_MS = 10 * 60_000;
const RESTART_PAUSE_MS = 1_000;
/** The worker finishes what it judges; an operator's patience ends somewhere. */
const STOP_MS = 95_000;

/** A program that is started again when it ends without being asked to. */
export class KeptProcess {
  private readonly logFile: string;
  private child: ChildProcess | null = null;
  private crashes: number[] = [];
  private stopping = false;

  /** @param onTrouble told each time the program ended by itself; `givenUp` when it will not be started again */
  constructor(
    private readonly program: ProgramToKeep,
    private readonly onTrouble: (trouble: { name: string; ending: string; givenUp: boolean }) => void,
  ) {
    this.logFile = join(stateFolder, 'logs', `${program.name}.log`);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== null;
  }

  start(): void {
    const { command, env, loud } = this.program;
    const output = loud ? ('inherit' as const) : this.openLog();
    const child = spawn(command[0], command.slice(1), {
      cwd: cloneFolder,
      env: { ...env },
      stdio: ['ignore', output, output],
      // In a process group of its own: Ctrl-C reaches this process alone, which stops the others in order.
      detached: true,
    });
    if (typeof output === 'number') closeSync(output);
    this.child = child;
    child.once('error', (error) => this.ended(child, error.message));
    child.once('exit', (code, signal) =>
      this.ended(child, signal ? `was killed by ${signal}` : `ended with code ${code}`),
    );
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(patienceMs = STOP_MS): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await ended;
    clearTimeout(timer);
  }

  /** No more patience. */
  kill(): void {
    this.stopping = true;
    this.child?.kill('SIGKILL');
  }

  /** The last lines it wrote, with where they are; nothing when they were shown already. */
  describeEnd(lines = 15): string {
    if (this.program.loud) return '';
    const tail = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    return `The end of ${this.logFile}:\n${tail}`;
  }

  private openLog(): number {
    mkdirSync(join(stateFolder, 'logs'), { recursive: true, mode: 0o700 });
    return openSync(this.logFile, this.crashes.length > 0 ? 'a' : 'w', 0o600);
  }

  private ended(child: ChildProcess, ending: string): void {
    if (this.child !== child) return;
    this.child = null;
    if (this.stopping) return;
    const now = Date.now();
    this.crashes = [...this.crashes.filter((at) => now - at < RESTART_WINDOW_MS), now];
    const givenUp = this.crashes.length > MOST_RESTARTS;
    this.onTrouble({ name: this.program.name, ending, givenUp });
    if (!givenUp) setTimeout(() => void (this.stopping || this.start()), RESTART_PAUSE_MS);
  }
}
