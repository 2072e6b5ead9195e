import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CohortId, ExerciseId } from '#contracts';
import { CohortEntity } from './cohort.entity.js';

/** A chosen exercise of a cohort without a track, by the id that survives a renamed folder. */
@Entity({ name: 'cohort_exercises' })
export class CohortExerciseEntity {
  @ForeignKey(() => CohortEntity, { name: 'cohort_exercises_cohort_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'cohort_id', type: 'uuid', primaryKeyConstraintName: 'cohort_exercises_pkey' })
  cohortId!: CohortId;

  @Index('cohort_exercises_exercise_idx')
  @PrimaryColumn({ name: 'exercise_id', type: 'uuid', primaryKeyConstraintName: 'cohort_exercises_pkey' })
  exerciseId!: ExerciseId;

  @Column({ type: 'integer' })
  position!: number;
}
