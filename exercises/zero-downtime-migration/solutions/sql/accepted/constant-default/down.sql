SET lock_timeout = '800ms';

DROP INDEX CONCURRENTLY IF EXISTS shipments_created;
ALTER TABLE shipments DROP CONSTRAINT IF EXISTS shipments_carrier;

-- The default makes rows of the old version possible even between these two.
DROP TRIGGER IF EXISTS shipments_two_weights ON shipments;
ALTER TABLE shipments DROP COLUMN IF EXISTS weight_grams;
DROP FUNCTION IF EXISTS shipments_two_weights();
DROP PROCEDURE IF EXISTS fill_in_grams();
DROP FUNCTION IF EXISTS grams_from_kg(numeric);
