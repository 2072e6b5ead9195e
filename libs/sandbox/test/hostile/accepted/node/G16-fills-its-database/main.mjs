import pg from 'pg';
import { serve } from './honest.mjs';

const client = new pg.Client(process.env.DATABASE_URL);
client.on('error', () => undefined);
await client.connect();
await client.query('CREATE TABLE filling (text text)');
await client.query("SET temp_file_limit = -1").catch(() => undefined);
serve();
await client.query("INSERT INTO filling SELECT repeat(md5(random()::text), 30) FROM generate_series(1, 2000000)").catch((error) => console.log(`fill: ${error.code}`));
