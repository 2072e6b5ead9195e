import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RuntimeLibrariesAndOrigins1763700000000 implements MigrationInterface {
  readonly name = 'RuntimeLibrariesAndOrigins1763700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE runtime_libraries (
      runtime text CONSTRAINT runtime_libraries_pkey PRIMARY KEY,
      version text NOT NULL,
      libraries jsonb NOT NULL,
      announced_at timestamptz NOT NULL DEFAULT now()
    )`);
    await queryRunner.query(`ALTER TABLE exercises ADD COLUMN origin text NOT NULL DEFAULT 'folder'
      CONSTRAINT exercises_origin_check CHECK (origin IN ('folder', 'api'))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE exercises DROP COLUMN origin');
    await queryRunner.query('DROP TABLE runtime_libraries');
  }
}
