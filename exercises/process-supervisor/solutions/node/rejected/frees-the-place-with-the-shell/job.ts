import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Group } from './group.ts';
import { Tail } from './tail.ts';

export interface Order {
  readonly command: readonly string[];
  readonly timeoutMs: number;
  readonly graceMs: number;
}

type Outcome = 'ended' | 'timeout' | 'cancelled' | 'not-started';

export class Job {
  readonly id = randomUUID();
  readonly #order: Order;
  #state: 'waiting' | 'running' | 'done' = 'waiting';
  #outcome: Outcome | null = null;
  #exitCode: number | null = null;
  #signal: string | null = null;
  readonly #stdout = new Tail();
  readonly #stderr = new Tail();
  #group: Group | null = null;

  constructor(order: Order) {
    this.#order = order;
  }

  /** Is called when the process that was started has ended. */
  onExit = (): void => undefined;

  /** Ends when the job is done. */
  async run(): Promise<void> {
    this.#state = 'running';
    const child = this.#start();
    if (child) await this.#seeThrough(child);
    else this.#outcome = 'not-started';
    this.#state = 'done';
  }

  cancel(): void {
    if (this.#state === 'running') return this.#stop('cancelled');
    if (this.#state === 'done') return;
    this.#state = 'done';
    this.#outcome = 'cancelled';
  }

  describe(): unknown {
    const isDone = this.#state === 'done';
    return {
      id: this.id,
      state: this.#state,
      outcome: isDone ? this.#outcome : null,
      exitCode: isDone ? this.#exitCode : null,
      signal: isDone ? this.#signal : null,
      stdout: this.#stdout.describe(),
      stderr: this.#stderr.describe(),
    };
  }

  #start(): ChildProcess | null {
    const [program, ...args] = this.#order.command;
    try {
      // Detached: it leads a session, and so a process group, of its own.
      const child = spawn(program!, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      child.on('error', () => undefined);
      return child.pid === undefined ? null : child;
    } catch {
      return null;
    }
  }

  async #seeThrough(child: ChildProcess): Promise<void> {
    child.stdout!.on('data', (chunk: Buffer) => this.#stdout.add(chunk));
    child.stderr!.on('data', (chunk: Buffer) => this.#stderr.add(chunk));
    const outputEnd = once(child, 'close');
    const group = (this.#group = new Group(child.pid!));
    const timer = setTimeout(() => this.#stop('timeout'), this.#order.timeoutMs);

    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    clearTimeout(timer);
    this.onExit();
    // Whoever is left behind, unless they are being stopped already.
    this.#stop('ended');
    await group.untilGone();
    await outputEnd;
    this.#exitCode = code;
    this.#signal = signal;
  }

  #stop(outcome: Outcome): void {
    this.#outcome ??= outcome;
    this.#group?.stop(this.#order.graceMs);
  }
}
