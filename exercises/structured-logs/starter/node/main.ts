import { randomUUID } from 'node:crypto';
import express from 'express';

const orders = new Map<string, { id: string; status: string }>();
let warehouse = { url: '', token: '' };

const app = express();
app.use(express.json());

app.put('/upstreams/warehouse', (request, response) => {
  warehouse = request.body;
  response.status(204).end();
});

app.post('/orders', async (request, response) => {
  const { customer, items } = request.body;
  const id = randomUUID();
  console.log('reserving...');
  const answer = await call('reservations', { orderId: id, items });
  if (!answer.ok) {
    console.log('failed', answer.status);
    response.status(502).json({ error: 'the warehouse did not reserve the items' });
    return;
  }
  console.log('done');
  orders.set(id, { id, status: 'reserved' });
  response.status(201).json({ id, status: 'reserved' });
  // One worker, one confirmation at a time: not yet.
  await call('confirmations', { orderId: id, customer });
});

app.get('/orders/:id', (request, response) => {
  const order = orders.get(request.params.id);
  // Every answer has the request's correlation id, whatever its status. Begin here.
  if (!order) response.status(404).json({ error: 'nothing here' });
  else response.json(order);
});

function call(target: string, body: object) {
  return fetch(`${warehouse.url}/${target}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${warehouse.token}` },
    body: JSON.stringify(body),
  });
}

app.listen(Number(process.env.PORT), '127.0.0.1');
