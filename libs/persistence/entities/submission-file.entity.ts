import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { SubmissionId } from '#contracts';
import { SubmissionEntity } from './submission.entity.js';

@Entity({ name: 'submission_files' })
export class SubmissionFileEntity {
  @ForeignKey(() => SubmissionEntity, { name: 'submission_files_submission_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'submission_id', type: 'uuid', primaryKeyConstraintName: 'submission_files_pkey' })
  submissionId!: SubmissionId;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'submission_files_pkey' })
  path!: string;

  /** The order in which the learner sent them. */
  @Column({ type: 'integer' })
  position!: number;

  @Column({ type: 'text' })
  content!: string;
}
