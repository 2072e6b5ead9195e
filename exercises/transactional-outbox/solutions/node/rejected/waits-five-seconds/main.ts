import express, { type NextFunction, type Request, type Response } from 'express';
import { createTables } from './database.ts';
import { cancelOrder, findOrder, placeOrder } from './orders.ts';
import { relayForever } from './relay.ts';

await createTables();
let isReady = false;
void relayForever(() => (isReady = true));

const app = express();
app.use(express.json());

app.get('/healthz', (_request, response) => {
  response.status(isReady ? 200 : 503).json({ ready: isReady });
});

app.post('/orders', async (request, response) => {
  const order = await placeOrder(request.body);
  if (order === null) return response.status(409).json({ error: 'there is an order of this id' });
  response.status(201).json(order);
});

app.post('/orders/:id/cancel', async (request, response) => {
  const order = await cancelOrder(request.params.id);
  if (order) return response.json(order);
  if (await findOrder(request.params.id)) return response.status(409).json({ error: 'cancelled already' });
  response.status(404).json({ error: 'no such order' });
});

app.get('/orders/:id', async (request, response) => {
  const order = await findOrder(request.params.id);
  if (order === null) return response.status(404).json({ error: 'no such order' });
  response.json(order);
});

app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
  console.error(error.message);
  response.status(503).json({ error: 'the database did not take it' });
});

app.listen(Number(process.env.PORT), '127.0.0.1');
