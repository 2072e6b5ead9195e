import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE rejudge_batches (
    id uuid CONSTRAINT rejudge_batches_pkey PRIMARY KEY,
    created_by uuid CONSTRAINT rejudge_batches_creator_fkey REFERENCES users (id) ON DELETE SET NULL,
    scope jsonb NOT NULL,
    apply_unless_lower boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'running',
    total integer NOT NULL,
    summary jsonb,
    created_at timestamptz(3) NOT NULL,
    ready_at timestamptz,
    settled_at timestamptz,
    settled_by uuid CONSTRAINT rejudge_batches_settler_fkey REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT rejudge_batches_state_check CHECK (state IN ('running', 'ready', 'applied', 'discarded')),
    CONSTRAINT rejudge_batches_settled_check
      CHECK ((state IN ('applied', 'discarded')) = (settled_at IS NOT NULL AND summary IS NOT NULL))
  )`,
  `CREATE INDEX rejudge_batches_created_idx ON rejudge_batches (created_at, id)`,
  `CREATE INDEX rejudge_batches_running_idx ON rejudge_batches (id) WHERE state = 'running'`,

  `CREATE TABLE rejudge_items (
    id uuid CONSTRAINT rejudge_items_pkey PRIMARY KEY,
    batch_id uuid NOT NULL CONSTRAINT rejudge_items_batch_fkey REFERENCES rejudge_batches (id) ON DELETE CASCADE,
    submission_id uuid NOT NULL
      CONSTRAINT rejudge_items_submission_fkey REFERENCES submissions (id) ON DELETE CASCADE,
    exercise_version text NOT NULL
      CONSTRAINT rejudge_items_version_fkey REFERENCES exercise_versions (version),
    submission_attempt integer NOT NULL,
    compared_attempt integer NOT NULL,
    compared_version text NOT NULL
      CONSTRAINT rejudge_items_compared_fkey REFERENCES exercise_versions (version),
    status text NOT NULL DEFAULT 'queued',
    attempt integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(),
    enqueued_at timestamptz NOT NULL DEFAULT now(),
    worker_id text,
    lease_until timestamptz,
    fault_code text,
    fault_message text,
    outcome text,
    score double precision,
    verdict jsonb,
    flips jsonb,
    judged_at timestamptz,
    fate text,
    CONSTRAINT rejudge_items_submission_key UNIQUE (batch_id, submission_id),
    CONSTRAINT rejudge_items_status_check
      CHECK (status IN ('queued', 'preparing', 'building', 'starting', 'testing', 'judged')),
    CONSTRAINT rejudge_items_judged_check
      CHECK ((status = 'judged') = (outcome IS NOT NULL AND verdict IS NOT NULL AND judged_at IS NOT NULL)),
    CONSTRAINT rejudge_items_lease_check CHECK ((status IN ('queued', 'judged')) = (lease_until IS NULL)),
    CONSTRAINT rejudge_items_fate_check CHECK (fate IN ('applied', 'kept', 'overtaken', 'failed'))
  )`,
  `CREATE INDEX rejudge_items_submission_idx ON rejudge_items (submission_id)`,
  `CREATE INDEX rejudge_items_queued_idx ON rejudge_items (not_before) WHERE status = 'queued'`,
  `CREATE INDEX rejudge_items_leased_idx ON rejudge_items (lease_until) WHERE status NOT IN ('queued', 'judged')`,
];

export class RejudgeBatches1764400000001 implements MigrationInterface {
  readonly name = 'RejudgeBatches1764400000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE rejudge_items');
    await queryRunner.query('DROP TABLE rejudge_batches');
  }
}
