import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Drafts1764500000000 implements MigrationInterface {
  readonly name = 'Drafts1764500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE drafts (
      user_id uuid NOT NULL CONSTRAINT drafts_user_fkey REFERENCES users (id) ON DELETE CASCADE,
      exercise_id uuid NOT NULL,
      runtime text NOT NULL,
      revision integer NOT NULL,
      CONSTRAINT drafts_pkey PRIMARY KEY (user_id, exercise_id, runtime)
    )`);
    await queryRunner.query(`CREATE TABLE draft_revisions (
      id uuid CONSTRAINT draft_revisions_pkey PRIMARY KEY,
      user_id uuid NOT NULL,
      exercise_id uuid NOT NULL,
      runtime text NOT NULL,
      revision integer NOT NULL,
      occasion text NOT NULL,
      kept boolean NOT NULL,
      files jsonb NOT NULL,
      file_count integer NOT NULL,
      bytes integer NOT NULL,
      opened_at timestamptz NOT NULL,
      saved_at timestamptz NOT NULL,
      CONSTRAINT draft_revisions_occasion_check
        CHECK (occasion IN ('edit', 'submit', 'reset', 'restore', 'conflict')),
      CONSTRAINT draft_revisions_draft_fkey FOREIGN KEY (user_id, exercise_id, runtime)
        REFERENCES drafts (user_id, exercise_id, runtime) ON DELETE CASCADE
    )`);
    await queryRunner.query(`CREATE UNIQUE INDEX draft_revisions_revision_key
      ON draft_revisions (user_id, exercise_id, runtime, revision)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE draft_revisions');
    await queryRunner.query('DROP TABLE drafts');
  }
}
