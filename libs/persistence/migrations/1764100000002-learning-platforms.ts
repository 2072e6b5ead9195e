import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE lti_platforms (
    id uuid CONSTRAINT lti_platforms_pkey PRIMARY KEY,
    name text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    authorization_url text NOT NULL,
    token_url text NOT NULL,
    keys_url text NOT NULL,
    line_item_origin text NOT NULL,
    deployment_ids text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE UNIQUE INDEX lti_platforms_client_key ON lti_platforms (issuer, client_id)`,

  `CREATE TABLE lti_keys (
    id text CONSTRAINT lti_keys_pkey PRIMARY KEY,
    sealed_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,

  `CREATE TABLE lti_grades (
    platform_id uuid NOT NULL
      CONSTRAINT lti_grades_platform_fkey REFERENCES lti_platforms (id) ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT lti_grades_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    exercise_id uuid NOT NULL,
    subject text NOT NULL,
    line_item text NOT NULL,
    sent_score double precision,
    scored_at timestamptz,
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    last_error text,
    CONSTRAINT lti_grades_pkey PRIMARY KEY (platform_id, user_id, exercise_id)
  )`,
  `CREATE INDEX lti_grades_user_idx ON lti_grades (user_id)`,
  `CREATE INDEX lti_grades_next_idx ON lti_grades (next_at)`,
];

export class LearningPlatforms1764100000002 implements MigrationInterface {
  readonly name = 'LearningPlatforms1764100000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM identities WHERE provider LIKE 'lti:%'`);
    for (const table of ['lti_grades', 'lti_keys', 'lti_platforms'])
      await queryRunner.query(`DROP TABLE ${table}`);
  }
}
