-- Whoever waits for a strong lock holds up everybody behind them: give up instead, and be run again.
SET lock_timeout = '1s';

-- Without a default the column is a line in the catalogue: no row is touched.
ALTER TABLE shipments ADD COLUMN IF NOT EXISTS weight_grams integer;

-- From here on every row that anybody writes has both weights, so that only older rows need to be filled in.
CREATE OR REPLACE FUNCTION shipments_sync_weight() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.weight_grams IS NOT NULL THEN
    NEW.weight_kg := NEW.weight_grams / 1000.0;
  ELSIF TG_OP = 'UPDATE' AND NEW.weight_kg IS NOT DISTINCT FROM OLD.weight_kg
        AND NEW.weight_grams IS DISTINCT FROM OLD.weight_grams AND OLD.weight_grams IS NOT NULL THEN
    NEW.weight_kg := NEW.weight_grams / 1000.0;
  ELSIF TG_OP = 'INSERT' OR NEW.weight_kg IS DISTINCT FROM OLD.weight_kg OR NEW.weight_grams IS NULL THEN
    NEW.weight_grams := coalesce(round(NEW.weight_kg * 1000), 0);
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER shipments_sync_weight BEFORE INSERT OR UPDATE ON shipments
FOR EACH ROW EXECUTE FUNCTION shipments_sync_weight();

-- Each round is a transaction of its own, which locks 5000 rows for a moment.
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

-- SET NOT NULL would read the table under the strongest lock. It believes a constraint that was validated under a weak one.
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

CREATE INDEX CONCURRENTLY IF NOT EXISTS shipments_created_at_idx ON shipments (created_at);
