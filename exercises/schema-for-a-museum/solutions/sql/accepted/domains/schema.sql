CREATE DOMAIN label AS text CHECK (VALUE ~ '[^ ]');
CREATE DOMAIN address AS citext CHECK (VALUE::text ~ '[^ ]');
CREATE DOMAIN euros AS numeric CHECK (VALUE >= 0.01 AND VALUE < 1000000000000 AND VALUE = trunc(VALUE, 2));
CREATE DOMAIN inventory_number AS text CHECK (VALUE ~ '^\d{4}\.\d{1,4}[a-z]?$');

CREATE TABLE artists (
  id bigint PRIMARY KEY,
  name label NOT NULL,
  born smallint,
  died smallint,
  CONSTRAINT lived_forward CHECK (born <= died)
);

CREATE TABLE borrowers (
  id bigint PRIMARY KEY,
  name label NOT NULL,
  email address UNIQUE
);

CREATE TABLE places (
  id bigint PRIMARY KEY,
  building label NOT NULL,
  room label NOT NULL,
  shelf label
);
-- No shelf is called '', so this is where a room as a whole can stand.
CREATE UNIQUE INDEX places_once ON places (building, room, (coalesce(shelf, '')));

CREATE TABLE departments (
  id bigint PRIMARY KEY,
  name label NOT NULL UNIQUE,
  head_id bigint
);

CREATE TABLE curators (
  id bigint PRIMARY KEY,
  name label NOT NULL,
  email address NOT NULL UNIQUE,
  department_id bigint NOT NULL,
  mentor_id bigint REFERENCES curators ON DELETE SET NULL,
  CONSTRAINT somebody_else CHECK (mentor_id IS DISTINCT FROM id),
  CONSTRAINT works_in FOREIGN KEY (department_id) REFERENCES departments DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT works_where UNIQUE (id, department_id)
);
ALTER TABLE departments
  ADD CONSTRAINT head_works_here FOREIGN KEY (head_id, id) REFERENCES curators (id, department_id)
  ON DELETE SET NULL (head_id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE works (
  id bigint PRIMARY KEY,
  inventory_number inventory_number NOT NULL UNIQUE,
  title label NOT NULL,
  artist_id bigint REFERENCES artists ON DELETE SET NULL,
  department_id bigint NOT NULL REFERENCES departments,
  keeper_id bigint,
  place_id bigint REFERENCES places,
  value euros,
  valued_on date,
  CONSTRAINT keeper_works_here FOREIGN KEY (keeper_id, department_id) REFERENCES curators (id, department_id)
    ON DELETE SET NULL (keeper_id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT valued_with_day CHECK (num_nonnulls(value, valued_on) IN (0, 2))
);

CREATE TABLE pictures (
  id bigint PRIMARY KEY,
  work_id bigint NOT NULL REFERENCES works ON DELETE CASCADE,
  path label NOT NULL,
  is_cover boolean NOT NULL DEFAULT false,
  CONSTRAINT one_cover EXCLUDE USING gist (work_id WITH =) WHERE (is_cover)
);

CREATE TABLE condition_reports (
  work_id bigint NOT NULL REFERENCES works ON DELETE CASCADE,
  examined_at timestamptz NOT NULL,
  examiner_id bigint REFERENCES curators ON DELETE SET NULL,
  grade smallint NOT NULL CHECK (grade IN (1, 2, 3, 4, 5)),
  note label,
  UNIQUE (work_id, examined_at),
  CONSTRAINT bad_grades_have_notes CHECK (CASE WHEN grade <= 2 THEN note IS NOT NULL ELSE true END)
);

CREATE TABLE loans (
  id bigint PRIMARY KEY,
  work_id bigint NOT NULL REFERENCES works,
  borrower_id bigint NOT NULL REFERENCES borrowers,
  starts_on date NOT NULL,
  ends_on date,
  insured_for euros NOT NULL,
  cancelled_at timestamptz,
  nights integer,
  away daterange GENERATED ALWAYS AS (CASE WHEN cancelled_at IS NULL THEN daterange(starts_on, ends_on) END) STORED,
  CONSTRAINT a_night_at_least CHECK (ends_on > starts_on),
  CONSTRAINT one_place_at_a_time EXCLUDE USING gist (work_id WITH =, away WITH &&)
);

-- Whatever a program writes into nights, is written over.
CREATE FUNCTION count_nights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.nights := NEW.ends_on - NEW.starts_on;
  RETURN NEW;
END
$$;
CREATE TRIGGER loans_count_nights BEFORE INSERT OR UPDATE ON loans
FOR EACH ROW EXECUTE FUNCTION count_nights();

CREATE VIEW loan_sheet AS
SELECT l.id AS loan_id,
       w.inventory_number,
       w.title,
       (SELECT a.name FROM artists a WHERE a.id = w.artist_id) AS artist,
       (SELECT d.name FROM departments d WHERE d.id = w.department_id) AS department,
       (SELECT b.name FROM borrowers b WHERE b.id = l.borrower_id) AS borrower,
       l.starts_on,
       l.ends_on,
       l.nights,
       l.insured_for
FROM loans l
JOIN works w ON w.id = l.work_id
WHERE l.cancelled_at IS NULL;
