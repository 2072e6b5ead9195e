SET lock_timeout = '1s';
DROP TRIGGER IF EXISTS shipments_sync_weight ON shipments;
DROP FUNCTION IF EXISTS shipments_sync_weight();
ALTER TABLE shipments DROP CONSTRAINT IF EXISTS shipments_carrier_id_fkey;
ALTER TABLE shipments DROP COLUMN IF EXISTS weight_grams;
DROP INDEX CONCURRENTLY IF EXISTS shipments_created_at_idx;
