import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ExerciseVersion, Outcome, SubmissionId, Verdict } from '#contracts';
import { SubmissionEntity } from './submission.entity.js';

/** One verdict for each attempt that came to one; a rejudge adds a row and takes none away. */
@Entity({ name: 'verdicts' })
@Check('verdicts_system_error_check', `outcome <> 'system-error' OR score IS NULL`)
export class VerdictEntity {
  @ForeignKey(() => SubmissionEntity, { name: 'verdicts_submission_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'submission_id', type: 'uuid', primaryKeyConstraintName: 'verdicts_pkey' })
  submissionId!: SubmissionId;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'verdicts_pkey' })
  attempt!: number;

  /** What it was judged with, and is worth the points of: a later attempt may have another. */
  @Column({ name: 'exercise_version', type: 'text' })
  exerciseVersion!: ExerciseVersion;

  @Column({ type: 'text' })
  outcome!: Outcome;

  @Column({ type: 'double precision', nullable: true })
  score!: number | null;

  @Column({ type: 'jsonb' })
  verdict!: Verdict;

  /** These six are in `verdict` too, kept apart for lists and distributions. */
  @Column({ name: 'passed_tests', type: 'integer' })
  passedTests!: number;

  @Column({ name: 'total_tests', type: 'integer' })
  totalTests!: number;

  @Column({ name: 'wall_ms', type: 'double precision', nullable: true })
  wallMs!: number | null;

  @Column({ name: 'cpu_ms', type: 'double precision', nullable: true })
  cpuMs!: number | null;

  @Column({ name: 'peak_memory_bytes', type: 'double precision', nullable: true })
  peakMemoryBytes!: number | null;

  /** The median of how long the tests that passed took. */
  @Column({ name: 'latency_ms', type: 'double precision', nullable: true })
  latencyMs!: number | null;

  /** False once the output of the program was forgotten. */
  @Column({ name: 'logs_kept', type: 'boolean', default: true })
  logsKept!: boolean;

  /** Boards catch up by it. */
  @Index('verdicts_judged_idx')
  @Index('verdicts_logs_idx', { where: 'logs_kept AND judged_at IS NOT NULL' })
  @Column({ name: 'judged_at', type: 'timestamptz' })
  judgedAt!: Date;
}
