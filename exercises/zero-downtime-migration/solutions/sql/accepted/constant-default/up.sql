SET lock_timeout = '800ms';
SET statement_timeout = '10s';

CREATE OR REPLACE FUNCTION grams_from_kg(kg numeric) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN coalesce(round(kg * 1000), 0);

-- A constant default is kept once, in the catalogue: the column is NOT NULL from its first moment, and no row is rewritten.
-- 0 stands for "not weighed", and for "not filled in yet" until the end of this script.
BEGIN;
ALTER TABLE shipments ADD COLUMN IF NOT EXISTS weight_grams integer NOT NULL DEFAULT 0;
CREATE OR REPLACE FUNCTION shipments_two_weights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.weight_grams > 0 THEN
      NEW.weight_kg = NEW.weight_grams / 1000.0;
    ELSE
      NEW.weight_grams = public.grams_from_kg(NEW.weight_kg);
    END IF;
  ELSIF NEW.weight_kg IS DISTINCT FROM OLD.weight_kg THEN
    NEW.weight_grams = public.grams_from_kg(NEW.weight_kg);
  ELSIF NEW.weight_grams <> OLD.weight_grams THEN
    NEW.weight_kg = NEW.weight_grams / 1000.0;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER shipments_two_weights BEFORE INSERT OR UPDATE OF weight_kg, weight_grams ON shipments
FOR EACH ROW EXECUTE FUNCTION shipments_two_weights();
COMMIT;

CREATE OR REPLACE PROCEDURE fill_in_grams() LANGUAGE plpgsql AS $$
DECLARE
  after_id bigint := 0;
  last_id bigint;
BEGIN
  LOOP
    -- By the primary key, so that each round looks at its own rows only.
    SELECT max(id) INTO last_id FROM (SELECT id FROM shipments WHERE id > after_id ORDER BY id LIMIT 4000) AS batch;
    EXIT WHEN last_id IS NULL;
    UPDATE shipments SET weight_grams = grams_from_kg(weight_kg)
    WHERE id > after_id AND id <= last_id AND weight_grams = 0 AND weight_kg IS NOT NULL;
    after_id := last_id;
    COMMIT;
  END LOOP;
END $$;
CALL fill_in_grams();
DROP PROCEDURE fill_in_grams();

ALTER TABLE shipments DROP CONSTRAINT IF EXISTS shipments_carrier;
ALTER TABLE shipments ADD CONSTRAINT shipments_carrier FOREIGN KEY (carrier_id) REFERENCES carriers (id) NOT VALID;
ALTER TABLE shipments VALIDATE CONSTRAINT shipments_carrier;

DROP INDEX CONCURRENTLY IF EXISTS shipments_created;
CREATE INDEX CONCURRENTLY shipments_created ON shipments USING btree (created_at);
