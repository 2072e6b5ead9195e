SET lock_timeout = '1s';
ALTER TABLE shipments ADD COLUMN IF NOT EXISTS weight_grams integer NOT NULL
  GENERATED ALWAYS AS (coalesce(round(weight_kg * 1000), 0)) STORED;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'shipments_carrier_id_fkey') THEN
    ALTER TABLE shipments ADD CONSTRAINT shipments_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES carriers NOT VALID;
  END IF;
END $$;
ALTER TABLE shipments VALIDATE CONSTRAINT shipments_carrier_id_fkey;
DROP INDEX CONCURRENTLY IF EXISTS shipments_created_at_idx;
CREATE INDEX CONCURRENTLY shipments_created_at_idx ON shipments (created_at);
