import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE standing_changes (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT standing_changes_pkey PRIMARY KEY,
    user_id uuid NOT NULL,
    cohort_id uuid,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,
  `CREATE INDEX standing_changes_changed_idx ON standing_changes (changed_at)`,

  `ALTER TABLE verdicts ADD COLUMN exercise_version text`,
  `UPDATE verdicts v SET exercise_version = s.exercise_version FROM submissions s WHERE s.id = v.submission_id`,
  `ALTER TABLE verdicts ALTER COLUMN exercise_version SET NOT NULL`,

  `CREATE FUNCTION note_changed_user() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR (OLD.alias, OLD.display_name, OLD.board_visibility, OLD.role)
          IS DISTINCT FROM (NEW.alias, NEW.display_name, NEW.board_visibility, NEW.role) THEN
        INSERT INTO standing_changes (user_id) VALUES (OLD.id);
      END IF;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER users_standing_changed AFTER UPDATE OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION note_changed_user()`,

  `CREATE FUNCTION note_changed_member() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE member cohort_members := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    BEGIN
      INSERT INTO standing_changes (user_id, cohort_id) VALUES (member.user_id, member.cohort_id);
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER cohort_members_standing_changed AFTER INSERT OR DELETE OR UPDATE OF role ON cohort_members
    FOR EACH ROW EXECUTE FUNCTION note_changed_member()`,
];

const DOWN = [
  'DROP TRIGGER cohort_members_standing_changed ON cohort_members',
  'DROP FUNCTION note_changed_member',
  'DROP TRIGGER users_standing_changed ON users',
  'DROP FUNCTION note_changed_user',
  'ALTER TABLE verdicts DROP COLUMN exercise_version',
  'DROP TABLE standing_changes',
];

export class StandingChanges1764200000001 implements MigrationInterface {
  readonly name = 'StandingChanges1764200000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
