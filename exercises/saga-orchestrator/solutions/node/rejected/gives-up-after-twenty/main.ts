import express, { type NextFunction, type Request, type Response } from 'express';
import { createTables, findTrip, insertTrip, unfinishedOrders, type Order, type Trip } from './log.ts';
import { carryOut } from './saga.ts';
import { statusOf } from './steps.ts';

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/trips', async (request, response) => {
  const { order, flight, hotel, amount } = request.body as Order;
  const isNew = await insertTrip({ order, flight, hotel, amount });
  const trip = await findTrip(order);
  if (!trip) throw new Error('a trip has vanished');
  if (trip.flight !== flight || trip.hotel !== hotel || trip.amount !== amount) {
    response.status(409).json({ error: 'this order is another trip' });
    return;
  }
  if (isNew) void carryOut(order);
  response.status(isNew ? 202 : 200).json(toJson(trip));
});

app.get('/trips/:order', async (request, response) => {
  const trip = await findTrip(request.params.order);
  if (trip) response.json(toJson(trip));
  else response.status(404).json({ error: 'there is no such order' });
});

const toJson = ({ order, steps }: Trip) => ({ order, status: statusOf(steps), steps });

app.use((error: Error, request: Request, response: Response, next: NextFunction) => {
  console.error(error);
  response.status(500).json({ error: 'something went wrong' });
});

await createTables();
for (const order of await unfinishedOrders()) void carryOut(order);
app.listen(Number(process.env.PORT), '127.0.0.1');
