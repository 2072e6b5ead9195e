import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE exercises ADD COLUMN exercise_id uuid`,
  `UPDATE exercises e SET exercise_id = (v.bundle -> 'manifest' ->> 'id')::uuid
    FROM exercise_versions v WHERE v.version = e.current_version`,
  `ALTER TABLE exercises ALTER COLUMN exercise_id SET NOT NULL`,
  `CREATE INDEX exercises_exercise_idx ON exercises (exercise_id)`,

  `ALTER TABLE submissions ADD COLUMN exercise_id uuid`,
  // Every bundle is opened once, however many submissions were made for it.
  `WITH ids AS MATERIALIZED (
      SELECT version, (bundle -> 'manifest' ->> 'id')::uuid AS exercise_id FROM exercise_versions
    )
    UPDATE submissions s SET exercise_id = ids.exercise_id FROM ids WHERE ids.version = s.exercise_version`,
  `ALTER TABLE submissions ALTER COLUMN exercise_id SET NOT NULL`,
  `CREATE INDEX submissions_exercise_idx ON submissions (exercise_id, user_id, created_at)`,
];

/** Progress belongs to an exercise, whatever its folder is called and wherever a track has it. */
export class ExerciseIds1764600000000 implements MigrationInterface {
  readonly name = 'ExerciseIds1764600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE submissions DROP COLUMN exercise_id');
    await queryRunner.query('ALTER TABLE exercises DROP COLUMN exercise_id');
  }
}
