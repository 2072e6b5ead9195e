import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ExerciseId, RuntimeName, UserId } from '#contracts';
import { UserEntity } from './user.entity.js';

/** Which revision of a learner's draft is the current one; its row is what parallel saves wait for. */
@Entity({ name: 'drafts' })
export class DraftEntity {
  @ForeignKey(() => UserEntity, { name: 'drafts_user_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'drafts_pkey' })
  userId!: UserId;

  /** The id in the manifest: a folder may be renamed, and its learners keep their drafts. */
  @PrimaryColumn({ name: 'exercise_id', type: 'uuid', primaryKeyConstraintName: 'drafts_pkey' })
  exerciseId!: ExerciseId;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'drafts_pkey' })
  runtime!: RuntimeName;

  /** 0 only inside the transaction that makes the draft. */
  @Column({ type: 'integer' })
  revision!: number;
}
