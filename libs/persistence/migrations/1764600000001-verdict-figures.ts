import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE verdicts
    ADD COLUMN passed_tests integer, ADD COLUMN total_tests integer,
    ADD COLUMN wall_ms double precision, ADD COLUMN cpu_ms double precision, ADD COLUMN peak_memory_bytes double precision`,
  `UPDATE verdicts SET
    passed_tests = jsonb_array_length(jsonb_path_query_array(verdict, '$.tests[*] ? (@.status == "passed")')),
    total_tests = jsonb_array_length(verdict -> 'tests'),
    wall_ms = (verdict -> 'usage' ->> 'wallMs')::double precision,
    cpu_ms = (verdict -> 'usage' ->> 'cpuMs')::double precision,
    peak_memory_bytes = (verdict -> 'usage' ->> 'peakMemoryBytes')::double precision`,
  `ALTER TABLE verdicts ALTER COLUMN passed_tests SET NOT NULL, ALTER COLUMN total_tests SET NOT NULL`,
];

const COLUMNS = ['passed_tests', 'total_tests', 'wall_ms', 'cpu_ms', 'peak_memory_bytes'];

/** What lists and distributions ask of every verdict: reading it out of the whole verdict each time costs too much. */
export class VerdictFigures1764600000001 implements MigrationInterface {
  readonly name = 'VerdictFigures1764600000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE verdicts ${COLUMNS.map((name) => `DROP COLUMN ${name}`).join(', ')}`,
    );
  }
}
