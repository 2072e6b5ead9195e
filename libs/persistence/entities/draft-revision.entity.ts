import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type {
  DraftOccasion,
  DraftRevisionId,
  ExerciseId,
  RuntimeName,
  SubmissionFile,
  UserId,
} from '#contracts';
import { DraftEntity } from './draft.entity.js';

/** A draft as it was once; the one with its draft's revision number is the draft as it is now. */
@Entity({ name: 'draft_revisions' })
@ForeignKey(() => DraftEntity, ['userId', 'exerciseId', 'runtime'], ['userId', 'exerciseId', 'runtime'], {
  name: 'draft_revisions_draft_fkey',
  onDelete: 'CASCADE',
})
@Index('draft_revisions_revision_key', ['userId', 'exerciseId', 'runtime', 'revision'], { unique: true })
@Check('draft_revisions_occasion_check', `occasion IN ('edit', 'submit', 'reset', 'restore', 'conflict')`)
export class DraftRevisionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'draft_revisions_pkey' })
  id!: DraftRevisionId;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: UserId;

  @Column({ name: 'exercise_id', type: 'uuid' })
  exerciseId!: ExerciseId;

  @Column({ type: 'text' })
  runtime!: RuntimeName;

  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'text' })
  occasion!: DraftOccasion;

  /** True for what a person would look for: submitted, or replaced as a whole. Edits are dropped before these. */
  @Column({ type: 'boolean' })
  kept!: boolean;

  @Column({ type: 'jsonb' })
  files!: readonly SubmissionFile[];

  @Column({ name: 'file_count', type: 'integer' })
  fileCount!: number;

  @Column({ type: 'integer' })
  bytes!: number;

  /** When the first of the edits that it holds was saved. */
  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Index('draft_revisions_saved_idx')
  @Column({ name: 'saved_at', type: 'timestamptz' })
  savedAt!: Date;
}
