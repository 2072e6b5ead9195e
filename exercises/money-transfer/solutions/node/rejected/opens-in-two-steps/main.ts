import express, { type NextFunction, type Request, type Response } from 'express';
import { openAccount, readAccount, readHistory } from './accounts.ts';
import { createTables } from './database.ts';
import { Problem } from './problem.ts';
import { readOrder, transfer } from './transfers.ts';

const UNIQUE_VIOLATION = '23505';

const app = express();
app.use(express.json());

app.get('/healthz', (request, response) => {
  response.json({ status: 'ok' });
});

app.post('/accounts', async (request, response) => {
  response.status(201).json(await openAccount(request.body ?? {}));
});

app.get('/accounts/:id', async (request, response) => {
  response.json(await readAccount(request.params.id));
});

app.get('/accounts/:id/history', async (request, response) => {
  response.json(await readHistory(request.params.id, request.query));
});

app.post('/transfers', async (request, response) => {
  const order = readOrder(request.body ?? {});
  const key = request.get('idempotency-key') ?? null;
  if (key !== null && (key.length < 1 || key.length > 100))
    throw new Problem(400, 'Idempotency-Key: 1–100 characters');
  response.status(201).json(await transfer(order, key));
});

app.use(
  (
    error: Error & { status?: number; code?: string },
    request: Request,
    response: Response,
    next: NextFunction,
  ) => {
    // Two different orders with one key at the same moment lock different rows: here the unique index decides.
    const status = error.code === UNIQUE_VIOLATION ? 422 : (error.status ?? 500);
    if (status === 500) console.error(error);
    response.status(status).json({ error: status === 500 ? 'something went wrong' : error.message });
  },
);

await createTables();
app.listen(Number(process.env.PORT), '127.0.0.1');
