import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ExerciseId, ExerciseSlug, ExerciseVersion } from '#contracts';
import { ExerciseVersionEntity } from './exercise-version.entity.js';

/** Which version of an exercise is current. */
@Entity({ name: 'exercises' })
@Check('exercises_origin_check', `origin IN ('folder', 'api')`)
@Check('exercises_retired_by_check', `retired_by IN ('folder', 'staff')`)
export class ExerciseEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'exercises_pkey' })
  slug!: ExerciseSlug;

  /** Stays the same when the folder is renamed: progress and boards are keyed by it. */
  @Index('exercises_exercise_idx')
  @Column({ name: 'exercise_id', type: 'uuid' })
  exerciseId!: ExerciseId;

  @ForeignKey(() => ExerciseVersionEntity, { name: 'exercises_version_fkey' })
  @Column({ name: 'current_version', type: 'text' })
  currentVersion!: ExerciseVersion;

  @Column({ name: 'published_at', type: 'timestamptz', default: () => 'now()' })
  publishedAt!: Date;

  @Column({ name: 'retired_at', type: 'timestamptz', nullable: true })
  retiredAt!: Date | null;

  /** Who took it away. What a person retired is not brought back by the folder. */
  @Column({ name: 'retired_by', type: 'text', nullable: true })
  retiredBy!: 'folder' | 'staff' | null;

  /** Who published the current version. What was published over the API is not undone by the folder. */
  @Column({ type: 'text', default: 'folder' })
  origin!: 'folder' | 'api';
}
