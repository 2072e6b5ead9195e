import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditLog1764400000000 implements MigrationInterface {
  readonly name = 'AuditLog1764400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE audit_log (
      id uuid CONSTRAINT audit_log_pkey PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      actor_id uuid,
      action text NOT NULL,
      subject text NOT NULL,
      detail jsonb NOT NULL
    )`);
    await queryRunner.query('CREATE INDEX audit_log_subject_idx ON audit_log (subject, at)');
    // A statement trigger, because TRUNCATE fires no other and a row trigger would let an empty UPDATE pass unseen.
    await queryRunner.query(`CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'audit_log is append only: % is refused', TG_OP;
      END $$`);
    await queryRunner.query(`CREATE TRIGGER audit_log_append_only
      BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_log');
    await queryRunner.query('DROP FUNCTION refuse_change_of_audit_log()');
  }
}
