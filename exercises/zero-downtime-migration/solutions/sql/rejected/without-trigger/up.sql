SET lock_timeout = '1s';

ALTER TABLE shipments ADD COLUMN IF NOT EXISTS weight_grams integer;

DO $$
DECLARE
  top bigint := (SELECT coalesce(max(id), 0) FROM shipments);
  done bigint := 0;
BEGIN
  WHILE done < top LOOP
    UPDATE shipments SET weight_grams = coalesce(round(weight_kg * 1000), 0)
    WHERE id > done AND id <= done + 5000 AND weight_grams IS NULL;
    COMMIT;
    done := done + 5000;
  END LOOP;
END $$;

ALTER TABLE shipments DROP CONSTRAINT IF EXISTS shipments_weight_grams_known;
ALTER TABLE shipments ADD CONSTRAINT shipments_weight_grams_known CHECK (weight_grams IS NOT NULL) NOT VALID;
ALTER TABLE shipments VALIDATE CONSTRAINT shipments_weight_grams_known;
ALTER TABLE shipments ALTER COLUMN weight_grams SET NOT NULL;
ALTER TABLE shipments DROP CONSTRAINT shipments_weight_grams_known;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'shipments_carrier_id_fkey') THEN
    ALTER TABLE shipments ADD CONSTRAINT shipments_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES carriers NOT VALID;
  END IF;
END $$;
ALTER TABLE shipments VALIDATE CONSTRAINT shipments_carrier_id_fkey;

DROP INDEX CONCURRENTLY IF EXISTS shipments_created_at_idx;
CREATE INDEX CONCURRENTLY shipments_created_at_idx ON shipments (created_at);
