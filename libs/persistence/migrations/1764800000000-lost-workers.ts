import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['submissions', 'rejudge_items'];

/** Which workers were lost while they judged a row: two that died of it are enough. */
export class LostWorkers1764800000000 implements MigrationInterface {
  readonly name = 'LostWorkers1764800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN lost_workers text[] NOT NULL DEFAULT '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`ALTER TABLE ${table} DROP COLUMN lost_workers`);
  }
}
