import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happens goes into the outbox by triggers, so that no path can change a row and forget to tell, and neither is
 * stored without the other. Only what an endpoint listens to is written down.
 */
const UP = [
  `CREATE TABLE webhooks (
    id uuid CONSTRAINT webhooks_pkey PRIMARY KEY,
    cohort_id uuid NOT NULL CONSTRAINT webhooks_cohort_fkey REFERENCES cohorts (id) ON DELETE CASCADE,
    url text NOT NULL,
    events text[] NOT NULL,
    sealed_secret text NOT NULL,
    sealed_old_secret text,
    old_secret_until timestamptz,
    enabled boolean NOT NULL DEFAULT true,
    trouble text,
    last_delivered_at timestamptz,
    created_by uuid CONSTRAINT webhooks_created_by_fkey REFERENCES users (id) ON DELETE SET NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT webhooks_trouble_check CHECK (trouble IS NULL OR (trouble IN ('failing', 'gone') AND NOT enabled))
  )`,
  `CREATE INDEX webhooks_cohort_idx ON webhooks (cohort_id)`,

  `CREATE TABLE webhook_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT webhook_outbox_pkey PRIMARY KEY,
    cohort_id uuid NOT NULL,
    type text NOT NULL,
    detail jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  )`,

  `CREATE TABLE webhook_deliveries (
    id uuid CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
    webhook_id uuid NOT NULL
      CONSTRAINT webhook_deliveries_webhook_fkey REFERENCES webhooks (id) ON DELETE CASCADE,
    type text NOT NULL,
    body text NOT NULL,
    about_user uuid CONSTRAINT webhook_deliveries_about_fkey REFERENCES users (id) ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'pending',
    tries integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    tried_at timestamptz,
    answer_status integer,
    answer text,
    error text,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'failed'))
  )`,
  `CREATE INDEX webhook_deliveries_log_idx ON webhook_deliveries (webhook_id, created_at, id)`,
  `CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (webhook_id, next_at) WHERE state = 'pending'`,
  `CREATE INDEX webhook_deliveries_created_idx ON webhook_deliveries (created_at)`,
  `CREATE INDEX webhook_deliveries_about_idx ON webhook_deliveries (about_user)`,

  `CREATE FUNCTION tell_webhooks(cohort uuid, what text, detail jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO webhook_outbox (cohort_id, type, detail) SELECT cohort, what, detail
      WHERE EXISTS (SELECT 1 FROM webhooks w JOIN cohorts c ON c.id = w.cohort_id
        WHERE w.cohort_id = cohort AND w.enabled AND what = ANY(w.events) AND c.archived_at IS NULL)
  $$`,

  `CREATE FUNCTION tell_judged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM tell_webhooks(m.cohort_id, 'submission.judged',
          jsonb_build_object('submissionId', NEW.submission_id, 'attempt', NEW.attempt))
        FROM submissions s JOIN cohort_members m ON m.user_id = s.user_id
        WHERE s.id = NEW.submission_id AND s.mode = 'graded' AND m.role = 'learner';
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER verdicts_webhooks AFTER INSERT ON verdicts
    FOR EACH ROW WHEN (NEW.outcome <> 'system-error') EXECUTE FUNCTION tell_judged()`,

  `CREATE FUNCTION tell_member() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE member cohort_members := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    BEGIN
      IF member.role = 'learner' THEN
        PERFORM tell_webhooks(member.cohort_id, CASE TG_OP WHEN 'DELETE' THEN 'member.left' ELSE 'member.joined' END,
          jsonb_build_object('userId', member.user_id, 'externalId', member.external_id));
      END IF;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER cohort_members_webhooks AFTER INSERT OR DELETE ON cohort_members
    FOR EACH ROW EXECUTE FUNCTION tell_member()`,

  `CREATE FUNCTION tell_board() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM tell_webhooks(NEW.id, CASE WHEN NEW.board_frozen_at IS NULL THEN 'board.thawed' ELSE 'board.frozen' END,
        jsonb_build_object('frozenAt', NEW.board_frozen_at));
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER cohorts_webhooks AFTER UPDATE OF board_frozen_at ON cohorts
    FOR EACH ROW WHEN (OLD.board_frozen_at IS DISTINCT FROM NEW.board_frozen_at) EXECUTE FUNCTION tell_board()`,

  `CREATE FUNCTION tell_rejudge() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM tell_webhooks(touched.cohort_id, 'rejudge.applied', jsonb_build_object('batchId', NEW.id))
        FROM (
          SELECT DISTINCT m.cohort_id FROM rejudge_items i
            JOIN submissions s ON s.id = i.submission_id JOIN cohort_members m ON m.user_id = s.user_id
          WHERE i.batch_id = NEW.id AND i.fate = 'applied' AND m.role = 'learner'
        ) AS touched;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER rejudge_batches_webhooks AFTER UPDATE OF state ON rejudge_batches
    FOR EACH ROW WHEN (NEW.state = 'applied' AND OLD.state <> 'applied') EXECUTE FUNCTION tell_rejudge()`,
];

const DOWN = [
  'DROP TRIGGER rejudge_batches_webhooks ON rejudge_batches',
  'DROP TRIGGER cohorts_webhooks ON cohorts',
  'DROP TRIGGER cohort_members_webhooks ON cohort_members',
  'DROP TRIGGER verdicts_webhooks ON verdicts',
  'DROP FUNCTION tell_rejudge',
  'DROP FUNCTION tell_board',
  'DROP FUNCTION tell_member',
  'DROP FUNCTION tell_judged',
  'DROP FUNCTION tell_webhooks',
  'DROP TABLE webhook_deliveries',
  'DROP TABLE webhook_outbox',
  'DROP TABLE webhooks',
];

export class Webhooks1764700000000 implements MigrationInterface {
  readonly name = 'Webhooks1764700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
