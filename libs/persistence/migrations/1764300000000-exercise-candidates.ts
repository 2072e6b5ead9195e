import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE exercise_candidates (
    id uuid CONSTRAINT exercise_candidates_pkey PRIMARY KEY,
    slug text NOT NULL,
    version text CONSTRAINT exercise_candidates_version_fkey REFERENCES exercise_versions (version),
    title text,
    files jsonb NOT NULL,
    findings jsonb NOT NULL,
    state text NOT NULL,
    progress jsonb,
    report jsonb,
    attempt integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(),
    enqueued_at timestamptz NOT NULL DEFAULT now(),
    worker_id text,
    lease_until timestamptz,
    fault_code text,
    fault_message text,
    created_by uuid CONSTRAINT exercise_candidates_author_fkey REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz(3) NOT NULL,
    proven_at timestamptz,
    published_at timestamptz,
    CONSTRAINT exercise_candidates_state_check
      CHECK (state IN ('rejected-by-lint', 'queued', 'proving', 'proven', 'unproven', 'published', 'superseded')),
    CONSTRAINT exercise_candidates_lint_check CHECK ((state = 'rejected-by-lint') = (version IS NULL)),
    CONSTRAINT exercise_candidates_lease_check CHECK ((state = 'proving') = (lease_until IS NOT NULL)),
    CONSTRAINT exercise_candidates_proof_check CHECK (state NOT IN ('proven', 'published') OR proven_at IS NOT NULL)
  )`,
  'CREATE INDEX exercise_candidates_slug_idx ON exercise_candidates (slug, created_at, id)',
  `CREATE INDEX exercise_candidates_queued_idx ON exercise_candidates (not_before) WHERE state = 'queued'`,
  `CREATE INDEX exercise_candidates_leased_idx ON exercise_candidates (lease_until) WHERE state = 'proving'`,
  `ALTER TABLE exercises ADD COLUMN retired_by text
    CONSTRAINT exercises_retired_by_check CHECK (retired_by IN ('folder', 'staff'))`,
];

export class ExerciseCandidates1764300000000 implements MigrationInterface {
  readonly name = 'ExerciseCandidates1764300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE exercises DROP COLUMN retired_by');
    await queryRunner.query('DROP TABLE exercise_candidates');
  }
}
