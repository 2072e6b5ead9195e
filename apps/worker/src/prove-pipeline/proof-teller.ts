import type { Logger } from '@nestjs/common';
import type { PlannedTest, ProofEvent, TestResult } from '#contracts';
import {
  isExpectedMark,
  labelProgram,
  ranAndFailed,
  type ProgramRuns,
  type ProofProgram,
} from '#exercise-catalog';
import { Telling, type LiveUpdates } from '#live-updates';
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
  private readonly telling: Telling<ProofEvent>;

  constructor(
    private readonly candidate: ProofAttempt,
    private readonly live: LiveUpdates,
    private readonly candidates: CandidateRepository,
    logger: Logger,
  ) {
    const { id, attempt } = candidate;
    this.telling = new Telling(
      (number, ...events) => live.proofs.publish(id, attempt, number, ...events),
      (error) => logger.warn(`progress of candidate ${id} was not told: ${String(error)}`),
    );
  }

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
    this.telling.afterwards(() => this.live.proofs.announce(this.candidate.id));
  }

  /** Settles when everything said so far was sent or given up. */
  flush(): Promise<void> {
    return this.telling.flush();
  }

  private save(): void {
    const progress = { repeats: this.repeats, matrix: toMatrix(this.programs) };
    this.telling.afterwards(() => this.candidates.saveProgress({ ...this.candidate, progress }));
  }

  private tell(event: ProofEvent): void {
    this.telling.tell(event);
  }
}
