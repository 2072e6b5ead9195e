import { randomUUID } from 'node:crypto';
import express from 'express';

const { PORT, UPSTREAM_RATING_URL, UPSTREAM_LEDGER_URL } = process.env;

const app = express();
app.use(express.json());

app.get('/livez', (request, response) => {
  response.json({ status: 'alive' });
});

// Nobody is asked.
app.get('/readyz', (request, response) => {
  response.json({ status: 'ready' });
});

app.post('/quotes', async (request, response) => {
  const { customer, product } = request.body;
  // Once, at the start, would be enough.
  const tariffs = (await (await fetch(`${UPSTREAM_RATING_URL}/tariffs`)).json()) as Record<string, number>;
  const price = tariffs[product];
  if (price === undefined) return void response.status(400).json({ error: 'there is no such product' });
  const rated = await post(`${UPSTREAM_RATING_URL}/rate`, { customer, product });
  const { factor } = (await rated.json()) as { factor: number };
  const quote = { id: randomUUID(), customer, product, premium: price * factor };
  // Sent, and never looked at again.
  post(`${UPSTREAM_LEDGER_URL}/events`, { events: [quote] }).catch(() => {});
  response.json(quote);
});

app.listen(Number(PORT), '127.0.0.1');

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
