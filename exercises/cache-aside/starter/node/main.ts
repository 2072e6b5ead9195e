import express from 'express';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const redis = new Redis(process.env.REDIS_URL!);
const app = express();
app.use(express.json());

app.get('/healthz', async (request, response) => {
  await redis.ping();
  response.json({ status: 'ok' });
});

// Every read asks the database, for now: keep a copy in Redis, under product:<sku>.
app.get('/products/:sku', async (request, response) => {
  const { rows } = await pool.query('SELECT sku, name, price FROM products WHERE sku = $1', [request.params.sku]);
  if (rows.length === 0) response.status(404).json({ error: 'there is no such product' });
  else response.json(rows[0]);
});

app.put('/products/:sku', async (request, response) => {
  const { name, price } = request.body;
  const { rows } = await pool.query(
    `INSERT INTO products (sku, name, price) VALUES ($1, $2, $3)
     ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price RETURNING sku, name, price`,
    [request.params.sku, name, price],
  );
  response.json(rows[0]);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
