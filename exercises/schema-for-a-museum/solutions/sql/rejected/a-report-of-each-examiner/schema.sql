CREATE TABLE departments (
  id integer PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (btrim(name) <> ''),
  head_id integer
);

CREATE TABLE curators (
  id integer PRIMARY KEY,
  name text NOT NULL CHECK (btrim(name) <> ''),
  email text NOT NULL CHECK (btrim(email) <> ''),
  department_id integer NOT NULL REFERENCES departments DEFERRABLE INITIALLY DEFERRED,
  mentor_id integer REFERENCES curators ON DELETE SET NULL,
  CHECK (mentor_id <> id),
  -- For the keys below, which refer to a curator of a certain department.
  UNIQUE (department_id, id)
);
CREATE UNIQUE INDEX curators_email ON curators (lower(email));

ALTER TABLE departments
  ADD FOREIGN KEY (id, head_id) REFERENCES curators (department_id, id)
  ON DELETE SET NULL (head_id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE artists (
  id integer PRIMARY KEY,
  name text NOT NULL CHECK (btrim(name) <> ''),
  born integer,
  died integer,
  CHECK (died >= born)
);

CREATE TABLE places (
  id integer PRIMARY KEY,
  building text NOT NULL CHECK (btrim(building) <> ''),
  room text NOT NULL CHECK (btrim(room) <> ''),
  shelf text CHECK (btrim(shelf) <> ''),
  UNIQUE NULLS NOT DISTINCT (building, room, shelf)
);

CREATE TABLE works (
  id integer PRIMARY KEY,
  inventory_number text NOT NULL UNIQUE CHECK (inventory_number ~ '^[0-9]{4}\.[0-9]{1,4}[a-z]?$'),
  title text NOT NULL CHECK (btrim(title) <> ''),
  artist_id integer REFERENCES artists ON DELETE SET NULL,
  department_id integer NOT NULL REFERENCES departments,
  keeper_id integer,
  place_id integer REFERENCES places,
  -- Not numeric(14,2): that would round before anybody has looked.
  value numeric CHECK (value BETWEEN 0.01 AND 999999999999.99 AND value = round(value, 2)),
  valued_on date,
  CHECK ((value IS NULL) = (valued_on IS NULL)),
  FOREIGN KEY (department_id, keeper_id) REFERENCES curators (department_id, id) ON DELETE SET NULL (keeper_id)
);

CREATE TABLE pictures (
  id integer PRIMARY KEY,
  work_id integer NOT NULL REFERENCES works ON DELETE CASCADE,
  path text NOT NULL CHECK (btrim(path) <> ''),
  is_cover boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX pictures_cover ON pictures (work_id) WHERE is_cover;

CREATE TABLE borrowers (
  id integer PRIMARY KEY,
  name text NOT NULL CHECK (btrim(name) <> ''),
  email text CHECK (btrim(email) <> '')
);
CREATE UNIQUE INDEX borrowers_email ON borrowers (lower(email));

CREATE TABLE loans (
  id integer PRIMARY KEY,
  work_id integer NOT NULL REFERENCES works,
  borrower_id integer NOT NULL REFERENCES borrowers,
  starts_on date NOT NULL,
  ends_on date,
  insured_for numeric NOT NULL
    CHECK (insured_for BETWEEN 0.01 AND 999999999999.99 AND insured_for = round(insured_for, 2)),
  cancelled_at timestamptz,
  nights integer GENERATED ALWAYS AS (ends_on - starts_on) STORED,
  CHECK (starts_on < ends_on),
  EXCLUDE USING gist (work_id WITH =, daterange(starts_on, ends_on) WITH &&) WHERE (cancelled_at IS NULL)
);

CREATE TABLE condition_reports (
  work_id integer NOT NULL REFERENCES works ON DELETE CASCADE,
  examined_at timestamptz NOT NULL,
  examiner_id integer REFERENCES curators ON DELETE SET NULL,
  grade integer NOT NULL CHECK (grade BETWEEN 1 AND 5),
  note text CHECK (btrim(note) <> ''),
  CHECK (grade > 2 OR note IS NOT NULL),
  UNIQUE NULLS NOT DISTINCT (work_id, examined_at, examiner_id)
);

CREATE VIEW loan_sheet AS
SELECT loans.id AS loan_id,
       works.inventory_number,
       works.title,
       artists.name AS artist,
       departments.name AS department,
       borrowers.name AS borrower,
       loans.starts_on,
       loans.ends_on,
       loans.nights,
       loans.insured_for
FROM loans
JOIN works ON works.id = loans.work_id
JOIN departments ON departments.id = works.department_id
JOIN borrowers ON borrowers.id = loans.borrower_id
LEFT JOIN artists ON artists.id = works.artist_id
WHERE loans.cancelled_at IS NULL;
