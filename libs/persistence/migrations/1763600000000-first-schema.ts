import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE users (
    id uuid CONSTRAINT users_pkey PRIMARY KEY,
    email text NOT NULL,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE UNIQUE INDEX users_email_key ON users (email)`,

  `CREATE TABLE refresh_tokens (
    token_hash text CONSTRAINT refresh_tokens_pkey PRIMARY KEY,
    family_id uuid NOT NULL,
    user_id uuid NOT NULL CONSTRAINT refresh_tokens_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
  )`,
  `CREATE INDEX refresh_tokens_family_idx ON refresh_tokens (family_id)`,
  `CREATE INDEX refresh_tokens_user_idx ON refresh_tokens (user_id)`,
  `CREATE INDEX refresh_tokens_expires_idx ON refresh_tokens (expires_at)`,

  `CREATE TABLE personal_tokens (
    id uuid CONSTRAINT personal_tokens_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT personal_tokens_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL,
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz
  )`,
  `CREATE INDEX personal_tokens_user_idx ON personal_tokens (user_id)`,
  `CREATE UNIQUE INDEX personal_tokens_hash_key ON personal_tokens (token_hash)`,

  `CREATE TABLE exercise_versions (
    version text CONSTRAINT exercise_versions_pkey PRIMARY KEY,
    bundle jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE exercises (
    slug text CONSTRAINT exercises_pkey PRIMARY KEY,
    current_version text NOT NULL CONSTRAINT exercises_version_fkey REFERENCES exercise_versions (version),
    published_at timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
  )`,

  `CREATE TABLE submissions (
    id uuid CONSTRAINT submissions_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT submissions_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    exercise_slug text NOT NULL,
    exercise_version text NOT NULL CONSTRAINT submissions_version_fkey REFERENCES exercise_versions (version),
    runtime text NOT NULL,
    mode text NOT NULL,
    seed text NOT NULL,
    idempotency_key text,
    request_hash text NOT NULL,
    created_at timestamptz(3) NOT NULL,
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
    judged_at timestamptz,
    CONSTRAINT submissions_status_check
      CHECK (status IN ('queued', 'preparing', 'building', 'starting', 'testing', 'judged')),
    CONSTRAINT submissions_judged_check
      CHECK ((status = 'judged') = (outcome IS NOT NULL AND judged_at IS NOT NULL)),
    CONSTRAINT submissions_lease_check
      CHECK ((status IN ('queued', 'judged')) = (lease_until IS NULL))
  )`,
  `CREATE INDEX submissions_user_created_idx ON submissions (user_id, created_at, id)`,
  `CREATE UNIQUE INDEX submissions_idempotency_key ON submissions (user_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL`,
  `CREATE INDEX submissions_unfinished_idx ON submissions (user_id) WHERE status <> 'judged'`,
  `CREATE INDEX submissions_queued_idx ON submissions (not_before) WHERE status = 'queued'`,
  `CREATE INDEX submissions_leased_idx ON submissions (lease_until) WHERE status NOT IN ('queued', 'judged')`,

  `CREATE TABLE submission_files (
    submission_id uuid NOT NULL
      CONSTRAINT submission_files_submission_fkey REFERENCES submissions (id) ON DELETE CASCADE,
    path text NOT NULL,
    position integer NOT NULL,
    content text NOT NULL,
    CONSTRAINT submission_files_pkey PRIMARY KEY (submission_id, path)
  )`,

  `CREATE TABLE verdicts (
    submission_id uuid NOT NULL
      CONSTRAINT verdicts_submission_fkey REFERENCES submissions (id) ON DELETE CASCADE,
    attempt integer NOT NULL,
    outcome text NOT NULL,
    score double precision,
    verdict jsonb NOT NULL,
    judged_at timestamptz NOT NULL,
    CONSTRAINT verdicts_pkey PRIMARY KEY (submission_id, attempt),
    CONSTRAINT verdicts_system_error_check CHECK (outcome <> 'system-error' OR score IS NULL)
  )`,
];

const TABLES_NEWEST_FIRST = [
  'verdicts',
  'submission_files',
  'submissions',
  'exercises',
  'exercise_versions',
  'personal_tokens',
  'refresh_tokens',
  'users',
];

export class FirstSchema1763600000000 implements MigrationInterface {
  readonly name = 'FirstSchema1763600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES_NEWEST_FIRST) await queryRunner.query(`DROP TABLE ${table}`);
  }
}
