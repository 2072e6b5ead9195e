import { randomUUID } from 'node:crypto';
import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
await pool.query(`
  CREATE TABLE IF NOT EXISTS documents (id uuid PRIMARY KEY, version bigint, body jsonb, expires_at timestamptz);
`);

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/documents', async (request, response) => {
  const id = randomUUID();
  const body = JSON.stringify(request.body);
  await pool.query('INSERT INTO documents (id, version, body) VALUES ($1, 1, $2)', [id, body]);
  response.status(201).json({ id });
});

app.get('/documents/:id', async (request, response) => {
  const { rows } = await pool.query('SELECT body FROM documents WHERE id = $1', [request.params.id]);
  response.json(rows[0].body);
});

app.listen(Number(process.env.PORT), '127.0.0.1');
