import { services, step, type TestDatabase, type TracedStatement } from '@touchstone/kit';

// The tables of the statement, with fewer rows. With so few PostgreSQL may choose another plan than with a million.
const TABLES = `
SET search_path = public;
CREATE UNLOGGED TABLE customers (id int PRIMARY KEY, email text NOT NULL, name text COLLATE "de-x-icu" NOT NULL);
CREATE UNLOGGED TABLE parcels (
  id int PRIMARY KEY, code text NOT NULL UNIQUE,
  sender_id int NOT NULL REFERENCES customers, recipient_id int NOT NULL REFERENCES customers,
  depot_id smallint NOT NULL, status text NOT NULL, priority smallint,
  created_at timestamptz NOT NULL, due_at timestamptz NOT NULL, delivered_at timestamptz, seen_at timestamptz
) WITH (fillfactor = 90);
CREATE UNLOGGED TABLE events (parcel_id int NOT NULL, depot_id smallint NOT NULL, kind smallint NOT NULL, at timestamptz NOT NULL);

INSERT INTO customers SELECT g, 'Ida.Vogel' || g || '@Example.com', 'Vogel Ida ' || g FROM generate_series(1, 4000) AS g;
INSERT INTO parcels
SELECT g, 'PX' || g || 'DE', CASE WHEN g % 4 = 0 THEN 1 ELSE 1 + g % 3900 END, 1 + g * 7 % 3900, 1 + g % 40,
  CASE WHEN g % 20 = 0 THEN 'on its way' ELSE 'delivered' END, g % 5,
  timestamptz '2026-03-01Z' + g / 30 * interval '1 hour', timestamptz '2026-03-02Z' + g / 30 * interval '1 hour',
  CASE WHEN g % 20 > 0 THEN timestamptz '2026-03-03Z' + g / 30 * interval '1 hour' END
FROM generate_series(1, 8000) AS g;
INSERT INTO events
SELECT CASE WHEN g % 50 = 7 THEN 1 ELSE 1 + g * 13 % 8000 END, 1 + g % 40, 1 + g % 6, timestamptz '2026-03-01Z' + g * interval '1 minute'
FROM generate_series(1, 60000) AS g;

CREATE INDEX customers_email_idx ON customers (email);
CREATE INDEX parcels_code_idx ON parcels (code);
CREATE INDEX parcels_status_idx ON parcels (status);
CREATE INDEX events_at_idx ON events (at);
CREATE INDEX events_parcel_id_idx ON events (parcel_id);
`;

let product: TestDatabase;
let statements: readonly TracedStatement[];

beforeAll(async () => {
  product = await services.postgres.createDatabase({ owner: 'learner' });
  await product.run(TABLES);
  await product.run('VACUUM');
  statements = await product.learner.trace('indexes.sql');
  await product.run('ANALYZE');
});

describe('Indexes', () => {
  it('reads the latest events of a container in their order', async () => {
    const plan = await product.explain(
      'SELECT at, depot_id, kind FROM events WHERE parcel_id = $1 ORDER BY at DESC LIMIT 20',
      [1],
    );

    await step(`rows read and thrown away by: ${plan}`, () =>
      expect(plan.rowsThrownAway).toBeLessThanOrEqual(100),
    );
    await step(`a sort in: ${plan}`, () => expect(plan.sorts).toBe(false));
  });

  it('finds who signs in without reading all customers', async () => {
    const plan = await product.explain('SELECT id, name FROM customers WHERE lower(email) = lower($1)', [
      'IDA.VOGEL17@example.com',
    ]);

    await step(`tables read from end to end by: ${plan}`, () => expect(plan.seqScans).toEqual([]));
  });

  it('shows two pages of a shop, one behind the other', async () => {
    const all = await product.query(
      'SELECT id, code, created_at FROM parcels WHERE sender_id = 1 ORDER BY created_at DESC, id DESC LIMIT 40',
    );
    const first = await product.learner.query('queries/shop-parcels.sql', [1, 'infinity', 2_147_483_647]);
    const last = first.at(-1);
    const second = await product.learner.query('queries/shop-parcels.sql', [
      1,
      last?.['created_at'],
      last?.['id'],
    ]);

    expect([...first, ...second]).toEqual(all);
  });

  it('keeps no writer waiting', () => {
    const blocking = statements.filter((statement) =>
      ['customers', 'parcels', 'events'].some(
        (table) => statement.goesThrough(table) && statement.blocksWrites(table),
      ),
    );

    expect(blocking.map(({ line, sql }) => `line ${line}: ${sql}`)).toEqual([]);
  });
});
