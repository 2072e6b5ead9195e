import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE workers (
    id text CONSTRAINT workers_pkey PRIMARY KEY,
    host text NOT NULL,
    slots integer NOT NULL,
    running integer NOT NULL,
    running_aside integer NOT NULL,
    gate_open boolean NOT NULL,
    trouble text,
    mode text NOT NULL,
    engine text,
    images jsonb NOT NULL,
    swept integer NOT NULL,
    orphans_removed integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE platform_mode (
    singleton boolean NOT NULL DEFAULT true CONSTRAINT platform_mode_pkey PRIMARY KEY,
    mode text NOT NULL,
    line text,
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by uuid CONSTRAINT platform_mode_changer_fkey REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT platform_mode_singleton_check CHECK (singleton),
    CONSTRAINT platform_mode_mode_check CHECK (mode IN ('normal', 'draining', 'maintenance'))
  )`,
  `INSERT INTO platform_mode (mode) VALUES ('normal')`,
  `CREATE INDEX verdicts_judged_idx ON verdicts (judged_at)`,
  `CREATE INDEX submissions_fault_idx ON submissions (enqueued_at) WHERE fault_code IS NOT NULL`,
];

export class Operations1764400000002 implements MigrationInterface {
  readonly name = 'Operations1764400000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX submissions_fault_idx');
    await queryRunner.query('DROP INDEX verdicts_judged_idx');
    await queryRunner.query('DROP TABLE platform_mode');
    await queryRunner.query('DROP TABLE workers');
  }
}
