import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  'ALTER TABLE verdicts ADD COLUMN latency_ms double precision',
  `UPDATE verdicts SET latency_ms = (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (test ->> 'durationMs')::double precision)
      FROM jsonb_array_elements(verdict -> 'tests') AS test WHERE test ->> 'status' = 'passed')`,
];

/** How long the median of the tests took, beside the other figures of a verdict. */
export class VerdictLatency1764900000000 implements MigrationInterface {
  readonly name = 'VerdictLatency1764900000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE verdicts DROP COLUMN latency_ms');
  }
}
