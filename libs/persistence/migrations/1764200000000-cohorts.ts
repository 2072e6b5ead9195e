import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE cohorts (
    id uuid CONSTRAINT cohorts_pkey PRIMARY KEY,
    name text NOT NULL,
    summary text NOT NULL,
    track_slug text,
    starts_at timestamptz(3),
    due_at timestamptz(3),
    closes_at timestamptz(3),
    late_penalty_percent integer,
    attempt_cap integer,
    cool_down_seconds integer,
    feedback_release text NOT NULL,
    board_mode text NOT NULL,
    board_frozen_at timestamptz(3),
    join_code text NOT NULL,
    join_open boolean NOT NULL,
    created_by uuid CONSTRAINT cohorts_created_by_fkey REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    archived_at timestamptz(3),
    CONSTRAINT cohorts_dates_check
      CHECK (starts_at < closes_at AND due_at <= closes_at AND starts_at < due_at),
    CONSTRAINT cohorts_late_penalty_check CHECK (late_penalty_percent BETWEEN 0 AND 100),
    CONSTRAINT cohorts_attempt_policy_check CHECK (attempt_cap > 0 AND cool_down_seconds > 0),
    CONSTRAINT cohorts_feedback_release_check CHECK (feedback_release IN ('exercise', 'after-due')),
    CONSTRAINT cohorts_board_mode_check CHECK (board_mode IN ('off', 'staff', 'cohort', 'public'))
  )`,
  `CREATE UNIQUE INDEX cohorts_join_code_key ON cohorts (join_code)`,

  `CREATE TABLE cohort_exercises (
    cohort_id uuid NOT NULL CONSTRAINT cohort_exercises_cohort_fkey REFERENCES cohorts (id) ON DELETE CASCADE,
    exercise_id uuid NOT NULL,
    position integer NOT NULL,
    CONSTRAINT cohort_exercises_pkey PRIMARY KEY (cohort_id, exercise_id)
  )`,
  `CREATE INDEX cohort_exercises_exercise_idx ON cohort_exercises (exercise_id)`,

  `CREATE TABLE cohort_members (
    cohort_id uuid NOT NULL CONSTRAINT cohort_members_cohort_fkey REFERENCES cohorts (id) ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT cohort_members_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    role text NOT NULL,
    joined_at timestamptz(3) NOT NULL DEFAULT now(),
    roster_name text,
    external_id text,
    CONSTRAINT cohort_members_pkey PRIMARY KEY (cohort_id, user_id),
    CONSTRAINT cohort_members_role_check CHECK (role IN ('learner', 'instructor'))
  )`,
  `CREATE INDEX cohort_members_user_idx ON cohort_members (user_id)`,

  `CREATE TABLE cohort_roster (
    cohort_id uuid NOT NULL CONSTRAINT cohort_roster_cohort_fkey REFERENCES cohorts (id) ON DELETE CASCADE,
    email text NOT NULL,
    name text,
    external_id text,
    invited_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT cohort_roster_pkey PRIMARY KEY (cohort_id, email)
  )`,
  `CREATE INDEX cohort_roster_email_idx ON cohort_roster (email)`,
];

const TABLES_NEWEST_FIRST = ['cohort_roster', 'cohort_members', 'cohort_exercises', 'cohorts'];

export class Cohorts1764200000000 implements MigrationInterface {
  readonly name = 'Cohorts1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES_NEWEST_FIRST) await queryRunner.query(`DROP TABLE ${table}`);
  }
}
