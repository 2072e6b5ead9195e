import { createServer } from 'node:http';
import amqp from 'amqplib';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query('CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, quantity bigint)');
await pool.query('CREATE TABLE IF NOT EXISTS applied (id uuid PRIMARY KEY, sku text)');

const connection = await amqp.connect(process.env.RABBITMQ_URL!);
const channel = await connection.createChannel();
await channel.assertExchange('movements', 'topic', { durable: true });
await channel.assertQueue('stock', { durable: true });
// Nothing comes into this queue yet: it is not bound to the exchange.
await channel.consume('stock', (message) => {
  if (message === null) return;
  const movement = JSON.parse(message.content.toString());
  console.log('to do:', movement);
  channel.ack(message);
});

createServer((request, response) => {
  response.writeHead(request.url === '/healthz' ? 200 : 404).end();
}).listen(Number(process.env.PORT), '127.0.0.1');
