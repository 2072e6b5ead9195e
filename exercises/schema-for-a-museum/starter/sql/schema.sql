-- The first of nine tables, and not one rule yet: two artists may have the same id.
CREATE TABLE artists (
  id integer,
  name text,
  born integer,
  died integer
);
