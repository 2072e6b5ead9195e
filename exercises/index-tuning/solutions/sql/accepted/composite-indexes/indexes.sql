-- Found by lower(email), by code and never by status.
DROP INDEX CONCURRENTLY customers_email_idx;
DROP INDEX CONCURRENTLY parcels_code_idx;
DROP INDEX CONCURRENTLY parcels_status_idx;

-- One parcel, latest first.
CREATE INDEX CONCURRENTLY events_parcel_id_at_idx ON events (parcel_id, at DESC);
DROP INDEX CONCURRENTLY events_parcel_id_idx;

-- First what is equal, then the range; kind is only read.
CREATE INDEX CONCURRENTLY events_depot_id_at_idx ON events (depot_id, at) INCLUDE (kind);

-- What is delivered is no work any more.
CREATE INDEX CONCURRENTLY parcels_work_idx ON parcels (depot_id, priority DESC NULLS LAST, due_at)
  WHERE delivered_at IS NULL;

-- The pages of a shop, parcels of a sender, and the foreign key: all begin with sender_id.
CREATE INDEX CONCURRENTLY parcels_sender_id_idx ON parcels (sender_id, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY parcels_recipient_id_idx ON parcels (recipient_id);

CREATE INDEX CONCURRENTLY customers_email_lower_idx ON customers (lower(email));
CREATE INDEX CONCURRENTLY customers_name_idx ON customers (name text_pattern_ops);
