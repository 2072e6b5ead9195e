import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Everybody who is there already gets an alias. The number makes it unique, and is drawn so that it does not tell the
 * order in which people registered.
 */
const NAME_EVERYBODY = `
  UPDATE users SET alias = concat_ws('-',
      (ARRAY['quiet', 'brave', 'amber', 'swift', 'gentle', 'bright', 'calm', 'merry'])[1 + drawn.number % 8],
      (ARRAY['heron', 'otter', 'lynx', 'wren', 'maple', 'comet', 'harbour', 'lantern'])[1 + drawn.number / 8 % 8],
      100 + drawn.number)
    FROM (SELECT id, row_number() OVER (ORDER BY random()) AS number FROM users) AS drawn
    WHERE drawn.id = users.id`;

export class AliasesAndBoardVisibility1764100000000 implements MigrationInterface {
  readonly name = 'AliasesAndBoardVisibility1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE users
      ADD COLUMN alias text,
      ADD COLUMN board_visibility text NOT NULL DEFAULT 'alias'
        CONSTRAINT users_board_visibility_check CHECK (board_visibility IN ('alias', 'name', 'hidden'))`);
    await queryRunner.query(NAME_EVERYBODY);
    await queryRunner.query('ALTER TABLE users ALTER COLUMN alias SET NOT NULL');
    await queryRunner.query('CREATE UNIQUE INDEX users_alias_key ON users (alias)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE users DROP COLUMN alias, DROP COLUMN board_visibility');
  }
}
