ALTER TABLE shipments DROP COLUMN weight_grams;
