-- It is right, and it stops the parcels of a whole country. What of it makes others wait?
ALTER TABLE shipments ADD COLUMN weight_grams integer;
