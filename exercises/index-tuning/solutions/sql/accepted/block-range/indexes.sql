SET lock_timeout = '5s';

CREATE INDEX CONCURRENTLY events_history ON events (parcel_id, at);
CREATE INDEX CONCURRENTLY events_board ON events (depot_id, at, kind);
-- Events come in the order of their time: a summary of each block is enough for a whole day.
CREATE INDEX CONCURRENTLY events_at_blocks ON events USING brin (at) WITH (pages_per_range = 32);
DROP INDEX events_at_idx, events_parcel_id_idx;

CREATE INDEX CONCURRENTLY parcels_worklist ON parcels (depot_id, priority DESC NULLS LAST, due_at) WHERE delivered_at IS NULL;
CREATE INDEX CONCURRENTLY parcels_sender ON parcels (sender_id, created_at, id);
CREATE INDEX CONCURRENTLY parcels_recipient ON parcels (recipient_id);
DROP INDEX parcels_code_idx, parcels_status_idx;

CREATE UNIQUE INDEX CONCURRENTLY customers_address ON customers (lower(email));
CREATE INDEX CONCURRENTLY customers_name_bytes ON customers (name COLLATE "C");
DROP INDEX customers_email_idx;

ANALYZE customers, parcels, events;
