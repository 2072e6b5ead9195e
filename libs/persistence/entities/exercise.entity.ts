import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { ExerciseSlug, ExerciseVersion } from '#contracts';
import { ExerciseVersionEntity } from './exercise-version.entity.js';

/** Which version of an exercise is current. */
@Entity({ name: 'exercises' })
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
}
