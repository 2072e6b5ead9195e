CREATE TABLE departments (id integer, name text, head_id integer);
CREATE TABLE curators (id integer, name text, email text, department_id integer, mentor_id integer);
CREATE TABLE artists (id integer, name text, born integer, died integer);
CREATE TABLE places (id integer, building text, room text, shelf text);
CREATE TABLE works (
  id integer,
  inventory_number text,
  title text,
  artist_id integer,
  department_id integer,
  keeper_id integer,
  place_id integer,
  value numeric,
  valued_on date
);
CREATE TABLE pictures (id integer, work_id integer, path text, is_cover boolean DEFAULT false);
CREATE TABLE borrowers (id integer, name text, email text);
CREATE TABLE loans (
  id integer,
  work_id integer,
  borrower_id integer,
  starts_on date,
  ends_on date,
  insured_for numeric,
  cancelled_at timestamptz,
  nights integer GENERATED ALWAYS AS (ends_on - starts_on) STORED
);
CREATE TABLE condition_reports (
  work_id integer,
  examined_at timestamptz,
  examiner_id integer,
  grade integer,
  note text
);

CREATE VIEW loan_sheet AS
SELECT loans.id AS loan_id, inventory_number, title, artists.name AS artist, departments.name AS department,
       borrowers.name AS borrower, starts_on, ends_on, nights, insured_for
FROM loans
JOIN works ON works.id = loans.work_id
JOIN departments ON departments.id = works.department_id
JOIN borrowers ON borrowers.id = loans.borrower_id
LEFT JOIN artists ON artists.id = works.artist_id
WHERE cancelled_at IS NULL;
