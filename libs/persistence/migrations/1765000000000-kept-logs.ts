import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['verdicts', 'rejudge_items'];

/** Which verdicts still have the output of their programs, so that a sweep finds them without reading the others. */
export class KeptLogs1765000000000 implements MigrationInterface {
  readonly name = 'KeptLogs1765000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN logs_kept boolean NOT NULL DEFAULT true`);
      await queryRunner.query(
        `CREATE INDEX ${table}_logs_idx ON ${table} (judged_at) WHERE logs_kept AND judged_at IS NOT NULL`,
      );
    }
    await queryRunner.query('CREATE INDEX draft_revisions_saved_idx ON draft_revisions (saved_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX draft_revisions_saved_idx');
    for (const table of TABLES) await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN logs_kept`);
  }
}
