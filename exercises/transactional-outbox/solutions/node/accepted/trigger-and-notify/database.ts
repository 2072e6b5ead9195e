import { Pool } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
pool.on('error', (error) => console.error(error.message));

export async function createTables(): Promise<void> {
  // The lock: two instances start at the same moment.
  await pool.query(`
    SELECT pg_advisory_xact_lock(1);
    CREATE TABLE IF NOT EXISTS orders (
      id uuid PRIMARY KEY, warehouse text NOT NULL, sku text NOT NULL, quantity int NOT NULL, status text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS outbox (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id uuid NOT NULL,
      order_id uuid NOT NULL,
      routing_key text NOT NULL,
      body jsonb NOT NULL,
      try_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX IF NOT EXISTS outbox_of_an_order ON outbox (order_id, seq);

    CREATE OR REPLACE FUNCTION write_down_event() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      event uuid := gen_random_uuid();
      type text := 'order.' || NEW.status;
    BEGIN
      INSERT INTO outbox (id, order_id, routing_key, body)
      VALUES (event, NEW.id, type || '.' || NEW.warehouse,
              jsonb_build_object('event', event, 'type', type, 'order', to_jsonb(NEW)));
      PERFORM pg_notify('outbox', '');
      RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER write_down_placed AFTER INSERT ON orders
      FOR EACH ROW EXECUTE FUNCTION write_down_event();
    CREATE OR REPLACE TRIGGER write_down_changed AFTER UPDATE OF status ON orders
      FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION write_down_event();
  `);
}
