import type { ServiceName, SubjectInstance } from '#contracts';

/** An end of the learner's program that nobody asked for. */
export interface Crash {
  readonly instance: number;
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
}

/**
 * `starting`: asked to start, not yet seen to answer. `ending`: asked to end, not yet seen to. `down`: ended because the suite asked for it.
 * `stuck`: a call into it never came back.
 */
export type InstanceStatus = 'starting' | 'up' | 'ending' | 'down' | 'crashed' | 'stuck';

/** What the grader knows of the containers around it. Changed by the worker's frames and by what suites ask for. */
export class PodState {
  readonly crashes: Crash[] = [];
  readonly #statuses: InstanceStatus[];
  readonly #waiting = new Set<() => void>();

  readonly subjects: readonly SubjectInstance[];

  constructor(subjects: readonly SubjectInstance[]) {
    this.subjects = subjects;
    this.#statuses = subjects.map(() => 'up');
  }

  status(instance: number): InstanceStatus {
    return this.#statuses[instance] ?? 'down';
  }

  mark(instance: number, status: InstanceStatus): void {
    this.#statuses[instance] = status;
  }

  recordCrash(crash: Crash): void {
    this.crashes.push(crash);
    this.mark(crash.instance, 'crashed');
    for (const wake of this.#waiting) wake();
  }

  listNotUp(): number[] {
    return this.subjects.map((subject) => subject.index).filter((index) => this.status(index) !== 'up');
  }

  /** Resolves at the next crash, or when `signal` aborts. */
  async nextCrash(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/** A container that a suite can freeze: a service by name, an instance by index. */
export type PauseTarget = ServiceName | number;
