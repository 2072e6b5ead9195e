import express, { type ErrorRequestHandler } from 'express';
import { DAY, findLatest, HOUR, MINUTE, readMinutes, readPage, store, type Reading } from './history.ts';

const MOST_READINGS = 500;
const MOST_VALUE = 1_000_000;

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const app = express();
app.use(express.json());

app.post('/sensors/:sensor/readings', async (request, response) => {
  const sensor = checkSensor(request.params.sensor);
  response.json(await store(sensor, checkBatch(request.body)));
});

app.get('/sensors/:sensor/readings', async (request, response) => {
  const sensor = checkSensor(request.params.sensor);
  const { from, to } = checkRange(request.query);
  const limit = readInteger('limit', request.query.limit ?? '100', 1, 1000);
  response.json(await readPage(sensor, from, to, limit));
});

app.get('/sensors/:sensor/minutes', async (request, response) => {
  const sensor = checkSensor(request.params.sensor);
  const { from, to } = checkRange(request.query);
  if (from % MINUTE || to % MINUTE) throw new Refusal(400, 'from and to are whole minutes');
  response.json({ minutes: await readMinutes(sensor, from, to) });
});

app.get('/sensors/:sensor/latest', async (request, response) => {
  const latest = await findLatest(checkSensor(request.params.sensor));
  if (!latest) throw new Refusal(404, 'nothing is kept of this sensor');
  response.json(latest);
});

function checkSensor(sensor: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(sensor)) throw new Refusal(400, 'a sensor has 1 to 64 of A–Z a–z 0–9 _ -');
  return sensor;
}

function checkBatch(body: unknown): Reading[] {
  const { readings } = (body ?? {}) as { readings?: unknown };
  if (!Array.isArray(readings) || readings.length < 1 || readings.length > MOST_READINGS) {
    throw new Refusal(400, `readings is a list of 1 to ${MOST_READINGS}`);
  }
  const latest = Date.now() + HOUR;
  if (!readings.every((reading) => isReading(reading, latest))) {
    throw new Refusal(400, 'a reading is { at, value }: a time up to an hour ahead, and a number within a million');
  }
  return readings;
}

function isReading(reading: unknown, latest: number): reading is Reading {
  const { at, value } = (reading ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(at) || typeof value !== 'number') return false;
  return (at as number) >= 0 && (at as number) <= latest && Math.abs(value) <= MOST_VALUE;
}

function checkRange(query: Record<string, unknown>): { from: number; to: number } {
  const from = readInteger('from', query.from, 0, Number.MAX_SAFE_INTEGER - DAY);
  const to = readInteger('to', query.to, from + 1, from + DAY);
  return { from, to };
}

function readInteger(name: string, value: unknown, least: number, most: number): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) throw new Refusal(400, `${name} is an integer from ${least} to ${most}`);
  return number;
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  // What Express or this file refuses has a status.
  if (!error.status) console.error(error);
  response.status(error.status ?? 500).json({ error: error.status ? error.message : 'something went wrong' });
};
app.use(answerError);

app.listen(Number(process.env.PORT), '127.0.0.1');
