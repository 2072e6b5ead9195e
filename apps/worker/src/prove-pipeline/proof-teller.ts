import type { Logger } from '@nestjs/common';
import type { PlannedTest, ProofEvent, TestResult } from '#contracts';
import {
  isExpectedMark,
  labelProgram,
  ranAndFailed,
  type ProgramRuns,
  type ProofProgram,
} from '#exercise-catalog';
import type { LiveUpdates } from '#live-updates';
import type { CandidateRepository, ProofAttempt } from '#persistence';
import { toMatrix } from './to-report.js';

/**
 * Tells the watchers of one proof what happens, in order, and keeps in the row how far it is. Telling is best effort,
 * as that of a submission's progress.
 */
export class ProofTeller {
  private programs: ProgramRuns[] = [];
  private repeats = 0;
  private toldTests = false;
  private next = 1;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly candidate: ProofAttempt,
    private readonly live: LiveUpdates,
    private readonly candidates: CandidateRepository,
    private readonly logger: Logger,
  ) {}

  begin(programs: readonly ProofProgram[], repeats: number): void {
    this.programs = programs.map((program) => ({ program, runs: [] }));
    this.repeats = repeats;
    const labels = programs.map((program) => ({ program: labelProgram(program), role: program.role }));
    this.tell({ type: 'proof-started', repeats, programs: labels });
    this.save();
  }

  plan(tests: readonly PlannedTest[]): void {
    if (this.toldTests) return;
    this.toldTests = true;
    this.tell({ type: 'tests', tests: tests.map(({ id }) => id) });
  }

  start(program: ProofProgram, repeat: number): void {
    this.tell({ type: 'run-started', program: labelProgram(program), repeat });
  }

  test(program: ProofProgram, result: TestResult): void {
    const mark = result.status === 'passed' ? 'passed' : ranAndFailed(result) ? 'failed' : 'not-run';
    this.tell({
      type: 'cell',
      program: labelProgram(program),
      test: result.id,
      status: result.status,
      expected: isExpectedMark(result.id, mark, program),
    });
  }

  run(entry: ProgramRuns): void {
    const label = labelProgram(entry.program);
    this.programs = this.programs.map((known) => (labelProgram(known.program) === label ? entry : known));
    const row = toMatrix(this.programs).rows.find(({ program }) => program === label);
    if (row !== undefined) this.tell({ type: 'run-ended', row });
    this.save();
  }

  retry(reason: string): void {
    this.tell({ type: 'retrying', reason });
  }

  /** Tells everybody that the row changed. */
  announce(): void {
    this.enqueue(() => this.live.proofs.announce(this.candidate.id));
  }

  /** Settles when everything said so far was sent or given up. */
  async flush(): Promise<void> {
    await this.tail;
  }

  private save(): void {
    const progress = { repeats: this.repeats, matrix: toMatrix(this.programs) };
    this.enqueue(() => this.candidates.saveProgress({ ...this.candidate, progress }));
  }

  private tell(event: ProofEvent): void {
    const number = this.next++;
    const { id, attempt } = this.candidate;
    this.enqueue(() => this.live.proofs.publish(id, attempt, number, event));
  }

  private enqueue(send: () => Promise<unknown>): void {
    this.tail = this.tail.then(send).catch((error: unknown) => {
      this.logger.warn(`progress of candidate ${this.candidate.id} was not told: ${String(error)}`);
    });
  }
}
