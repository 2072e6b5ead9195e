import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ExerciseSlug, ExerciseVersion } from '#contracts';
import { ExerciseVersionEntity } from './exercise-version.entity.js';

/** Which version of an exercise is current. */
@Entity({ name: 'exercises' })
@Check('exercises_origin_check', `origin IN ('folder', 'api')`)
export class ExerciseEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'exercises_pkey' })
  slug!: ExerciseSlug;

  @ForeignKey(() => ExerciseVersionEntity, { name: 'exercises_version_fkey' })
  @Column({ name: 'current_version', type: 'text' })
  currentVersion!: ExerciseVersion;

  @Column({ name: 'published_at', type: 'timestamptz', default: () => 'now()' })
  publishedAt!: Date;

  @Column({ name: 'retired_at', type: 'timestamptz', nullable: true })
  retiredAt!: Date | null;

  /** Who published the current version. What was published over the API is not undone by the folder. */
  @Column({ type: 'text', default: 'folder' })
  origin!: 'folder' | 'api';
}
