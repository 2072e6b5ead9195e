import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever signs in with a provider has no password here, and perhaps no address that anybody vouches for. */
export class SignInByOthers1764100000001 implements MigrationInterface {
  readonly name = 'SignInByOthers1764100000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'ALTER TABLE users ALTER COLUMN email DROP NOT NULL, ALTER COLUMN password_hash DROP NOT NULL',
    );
    await queryRunner.query(`CREATE TABLE identities (
      provider text NOT NULL,
      subject text NOT NULL,
      user_id uuid NOT NULL CONSTRAINT identities_user_fkey REFERENCES users (id) ON DELETE CASCADE,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT identities_pkey PRIMARY KEY (provider, subject)
    )`);
    await queryRunner.query('CREATE INDEX identities_user_idx ON identities (user_id)');
  }

  /** Without identities nobody can sign in to these accounts, but what was submitted from them stays. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE identities');
    await queryRunner.query(`UPDATE users SET email = coalesce(email, id || '@no-address.invalid'),
      password_hash = coalesce(password_hash, 'none')`);
    await queryRunner.query(
      'ALTER TABLE users ALTER COLUMN email SET NOT NULL, ALTER COLUMN password_hash SET NOT NULL',
    );
  }
}
