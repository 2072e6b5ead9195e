import pg from 'pg';
import { serve } from './honest.mjs';

const connect = async () => {
  const client = new pg.Client(process.env.DATABASE_URL);
  client.on('error', () => undefined);
  await client.connect();
  return client;
};
const say = (name) => [() => console.log(`${name}: done`), (error) => console.log(`${name}: ${error.code}`)];
const locker = await connect();
await locker.query('BEGIN').then(() => locker.query('LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE')).then(...say('lock the catalogue'));
const holder = await connect();
holder.query('SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 1000000) n').then(...say('every lock'));
const sleeper = await connect();
sleeper.query('SELECT pg_sleep(1000)').catch(() => undefined);
serve();
