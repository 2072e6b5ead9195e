import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query(`
  CREATE TABLE IF NOT EXISTS products (
    id bigint PRIMARY KEY, name text NOT NULL, category text NOT NULL, price integer NOT NULL,
    stock integer NOT NULL, updated_at timestamptz NOT NULL
  );
`);

const app = express();

app.get('/v2/products', async (request, response) => {
  const limit = Number(request.query.limit ?? 20);
  const { rows } = await pool.query('SELECT * FROM products ORDER BY id LIMIT $1', [limit]);
  response.json({ items: rows });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
