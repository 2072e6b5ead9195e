# Makes the cluster that every pod starts from, world-readable because a pod's uid is drawn at random.
set -eu
bin=/usr/lib/postgresql/17/bin
template=/opt/touchstone/template
install -d -o postgres -g postgres "$template" /tmp/socket

run_as_postgres() { setpriv --reuid postgres --regid postgres --clear-groups "$@"; }

run_as_postgres $bin/initdb --pgdata "$template" --username postgres --auth-local trust --auth-host reject \
  --wal-segsize 1 --encoding UTF8 --locale-provider builtin --locale C.UTF-8 --no-sync
cp /opt/touchstone/postgresql.conf /opt/touchstone/pg_hba.conf "$template/"
run_as_postgres $bin/pg_ctl --pgdata "$template" --wait -o "-c listen_addresses='' -c unix_socket_directories=/tmp/socket -c autovacuum=off" start
# Roles without a password cannot log in over TCP: a login that succeeds means the entrypoint has set them.
run_as_postgres $bin/psql -X -q -v ON_ERROR_STOP=1 -h /tmp/socket -U postgres -d postgres <<'SQL'
CREATE ROLE app LOGIN;
-- SECURITY: G16: no superuser. What the learner leaves for it to run (triggers, views, functions) would be one too.
-- CREATEDB: what SQL of a learner is judged in, is thrown away with its test.
CREATE ROLE grader LOGIN CREATEDB IN ROLE app, pg_read_all_stats, pg_use_reserved_connections;
-- A schema of its own name would come before the one that is meant.
ALTER ROLE grader SET search_path = public;
CREATE DATABASE app OWNER app;
\connect app
ALTER SCHEMA public OWNER TO app;
-- In a schema of its own: `public` is dropped and made anew between tests. Only the grader looks into it.
CREATE SCHEMA touchstone;
CREATE EXTENSION pg_stat_statements SCHEMA touchstone;
GRANT USAGE ON SCHEMA touchstone TO grader;
-- Only a superuser can turn it off again.
ALTER ROLE app SET pg_stat_statements.track = 'top';
-- Every pod copies 300 files of 8 MiB for each database, half of what a start costs. New ones are made from template1.
DROP DATABASE postgres;
UPDATE pg_database SET datistemplate = false WHERE datname = 'template0';
DROP DATABASE template0;
VACUUM FREEZE;
SQL
run_as_postgres $bin/pg_ctl --pgdata "$template" --wait --mode smart stop
rm -rf /tmp/socket
# One segment of WAL instead of eight: every pod copies it. (It was shut down, so nothing is in there that is not in the tables.)
run_as_postgres $bin/pg_resetwal --pgdata "$template"
chmod -R a+rX "$template"
