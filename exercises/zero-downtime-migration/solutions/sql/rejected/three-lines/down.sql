ALTER TABLE shipments DROP COLUMN weight_grams;
DROP INDEX shipments_created_at_idx;
ALTER TABLE shipments DROP CONSTRAINT shipments_carrier_id_fkey;
