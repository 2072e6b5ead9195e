import { Redis } from 'ioredis';
import pg from 'pg';
import { serve } from './honest.mjs';

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const attempts = {
  kill: "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'grader'",
  become: 'SET ROLE grader',
  'become postgres': 'SET SESSION AUTHORIZATION postgres',
  superuser: 'ALTER ROLE app SUPERUSER',
  password: "ALTER ROLE grader PASSWORD 'mine'",
  hashes: 'SELECT rolpassword FROM pg_authid',
  program: "COPY (SELECT 1) TO PROGRAM 'id'",
  'read file': "SELECT pg_read_file('/proc/1/environ')",
  'large object': "SELECT lo_import('/etc/passwd')",
  'copy file': "CREATE TABLE t (l text); COPY t FROM '/proc/self/environ'",
  'list folder': "SELECT pg_ls_dir('/')",
  'untrusted language': 'CREATE EXTENSION plpython3u',
  'load library': "LOAD '/data/x.so'",
  settings: "ALTER SYSTEM SET max_connections = 1",
  reload: 'SELECT pg_reload_conf()',
  'other database': 'DROP DATABASE template1',
  'new database': 'CREATE DATABASE mine',
  'own limits': 'ALTER ROLE app SET statement_timeout = 0; ALTER ROLE app CONNECTION LIMIT -1',
  uncounted: "SET pg_stat_statements.track = 'none'",
  'uncounted from now on': 'ALTER ROLE app RESET pg_stat_statements.track',
  'forgotten counts': 'SELECT touchstone.pg_stat_statements_reset()',
};
for (const [name, sql] of Object.entries(attempts))
  console.log(`${name}: ${await client.query(sql).then(() => 'done', (error) => error.code)}`);
const redis = new Redis(process.env.REDIS_URL);
for (const words of ['CONFIG GET *', 'ACL LIST', 'ACL SETUSER app +@all', 'DEBUG SLEEP 60', 'CLIENT PAUSE 60000', 'CLIENT KILL TYPE normal', 'CLIENT LIST', 'CLIENT NO-EVICT on', 'SHUTDOWN', 'MONITOR', 'MODULE LIST', 'REPLICAOF 127.0.0.1 9999', 'SLAVEOF 127.0.0.1 9999', 'MIGRATE 127.0.0.1 9999 k 0 1000', 'SAVE', 'BGREWRITEAOF', 'FAILOVER', 'CLUSTER INFO', 'LATENCY DOCTOR', 'SLOWLOG GET', 'SWAPDB 0 1', 'FUNCTION KILL', 'PSYNC ? -1', 'AUTH grader x']) {
  const [command, ...rest] = words.split(' ');
  console.log(`${words}: ${await redis.call(command, ...rest).then(() => 'done', (error) => error.message.split(' ')[0])}`);
}
serve();
