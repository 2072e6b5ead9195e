import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Exercise } from '#exercise-catalog';
import type { ExerciseVersion } from '#contracts';

/** What a hash stands for. Versions stay for ever: verdicts point at them and workers fetch them. */
@Entity({ name: 'exercise_versions' })
export class ExerciseVersionEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'exercise_versions_pkey' })
  version!: ExerciseVersion;

  @Column({ type: 'jsonb' })
  bundle!: Exercise;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
