SET lock_timeout = '1s';
ALTER TABLE shipments DROP COLUMN IF EXISTS weight_grams;
