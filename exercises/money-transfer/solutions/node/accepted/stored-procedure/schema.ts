/**
 * The whole transfer is one function in the database: one statement, one transaction, one round trip.
 * Its answers are SQLSTATEs of of our own: TM404, TM409, TM422.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS accounts (
  id uuid PRIMARY KEY, owner text NOT NULL, balance bigint NOT NULL CHECK (balance >= 0)
);
CREATE TABLE IF NOT EXISTS transfers (
  id uuid PRIMARY KEY,
  from_account uuid NOT NULL REFERENCES accounts,
  to_account uuid NOT NULL REFERENCES accounts,
  amount bigint NOT NULL CHECK (amount > 0)
);
CREATE TABLE IF NOT EXISTS entries (
  id bigserial PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts,
  transfer_id uuid REFERENCES transfers,
  amount bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_account ON entries (account_id, id DESC);
CREATE TABLE IF NOT EXISTS idempotency_keys (
  key text PRIMARY KEY, transfer_id uuid NOT NULL REFERENCES transfers DEFERRABLE INITIALLY DEFERRED
);

CREATE OR REPLACE FUNCTION open_account(p_id uuid, p_owner text, p_balance bigint) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO accounts VALUES (p_id, p_owner, p_balance);
  INSERT INTO entries (account_id, amount) VALUES (p_id, p_balance);
$$;

CREATE OR REPLACE FUNCTION make_transfer(p_id uuid, p_key text, p_from uuid, p_to uuid, p_amount bigint) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
  v_earlier transfers;
BEGIN
  IF p_key IS NOT NULL THEN
    -- A copy waits here until the first one has committed or given up.
    INSERT INTO idempotency_keys VALUES (p_key, p_id) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT t.* INTO v_earlier FROM idempotency_keys k JOIN transfers t ON t.id = k.transfer_id WHERE k.key = p_key;
      IF (v_earlier.from_account, v_earlier.to_account, v_earlier.amount) = (p_from, p_to, p_amount) THEN
        RETURN v_earlier.id;
      END IF;
      RAISE EXCEPTION 'this key was used for another transfer' USING ERRCODE = 'TM422';
    END IF;
  END IF;

  PERFORM 1 FROM accounts WHERE id IN (p_from, p_to) ORDER BY id FOR UPDATE;
  IF (SELECT count(*) FROM accounts WHERE id IN (p_from, p_to)) < 2 THEN
    RAISE EXCEPTION 'one of the accounts does not exist' USING ERRCODE = 'TM404';
  END IF;
  UPDATE accounts SET balance = balance - p_amount WHERE id = p_from AND balance >= p_amount;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is not enough money in the account' USING ERRCODE = 'TM409';
  END IF;
  UPDATE accounts SET balance = balance + p_amount WHERE id = p_to;
  INSERT INTO transfers VALUES (p_id, p_from, p_to, p_amount);
  INSERT INTO entries (account_id, transfer_id, amount) VALUES (p_from, p_id, -p_amount), (p_to, p_id, p_amount);
  RETURN p_id;
END $$;
`;
