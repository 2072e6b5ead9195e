import amqp from 'amqplib';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
// The lock: two instances start at the same moment.
await pool.query(`
  SELECT pg_advisory_xact_lock(1);
  CREATE TABLE IF NOT EXISTS orders (id uuid PRIMARY KEY, warehouse text, sku text, quantity int, status text);
`);

const connection = await amqp.connect(process.env.RABBITMQ_URL!);
const channel = await connection.createChannel();
await channel.assertExchange('orders', 'topic', { durable: true });

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ ready: true });
});

app.post('/orders', async (request, response) => {
  const { id, warehouse, sku, quantity } = request.body;
  // Store the order, and see to it that `order.placed.<warehouse>` is published for it. Then answer 201.
  console.log('to do:', { id, warehouse, sku, quantity });
  response.status(501).json({ error: 'not yet' });
});

app.get('/orders/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT id, warehouse, sku, quantity, status FROM orders WHERE id = $1', [request.params.id]);
  if (rows.length === 0) return response.status(404).json({ error: 'no such order' });
  response.json(rows[0]);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
