import net from 'node:net';
import pg from 'pg';
import { serve } from './honest.mjs';

const kept = [];
let refused = '';
while (refused === '' && kept.length < 100) {
  const client = new pg.Client(process.env.DATABASE_URL);
  client.on('error', () => undefined);
  await client.connect().then(() => kept.push(client), (error) => (refused = error.code));
}
console.log(`refused: ${refused}`);
for (let n = 0; n < 100; n++) net.connect(6379, '127.0.0.1').on('error', () => undefined);
serve();
