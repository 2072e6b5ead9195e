ALTER TABLE shipments ADD COLUMN weight_grams integer;
UPDATE shipments SET weight_grams = coalesce(round(weight_kg * 1000), 0);
ALTER TABLE shipments ALTER COLUMN weight_grams SET NOT NULL;
CREATE INDEX ON shipments (created_at);
ALTER TABLE shipments ADD FOREIGN KEY (carrier_id) REFERENCES carriers (id);
