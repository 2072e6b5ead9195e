SET lock_timeout = '1s';

-- Together: without the trigger, a row of the old version has no grams, and as long as the column is there it must have some.
BEGIN;
DROP TRIGGER IF EXISTS shipments_sync_weight ON shipments;
DROP FUNCTION IF EXISTS shipments_sync_weight();
ALTER TABLE shipments
  DROP COLUMN IF EXISTS weight_grams,
  DROP CONSTRAINT IF EXISTS shipments_weight_grams_known,
  DROP CONSTRAINT IF EXISTS shipments_carrier_id_fkey;
COMMIT;

DROP INDEX CONCURRENTLY IF EXISTS shipments_created_at_idx;
