import express from 'express';
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`
  CREATE TABLE IF NOT EXISTS users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL, email text NOT NULL, password_hash text NOT NULL, bio text, image text
  );
`);

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/api/users', async (request, response) => {
  const { username, email } = request.body.user;
  // What has to stand in password_hash, and where do tokens come from?
  await pool.query("INSERT INTO users (username, email, password_hash) VALUES ($1, $2, '')", [username, email]);
  response.status(201).json({ user: { username, email, bio: null, image: null } });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
