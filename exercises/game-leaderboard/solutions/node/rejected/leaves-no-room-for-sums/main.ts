import express, { type ErrorRequestHandler } from 'express';
import { count, readAround, readPage, type Result } from './boards.ts';

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const app = express();
app.use(express.json());

app.get('/healthz', (_request, response) => {
  response.json({ status: 'ok' });
});

app.post('/results', async (request, response) => {
  const counted = await count(readResult(request.body));
  response.status(counted ? 201 : 200).json({ counted });
});

app.get('/weeks/:week/:board', async (request, response) => {
  const { week, board } = readBoard(request.params);
  const offset = readInteger('offset', request.query.offset, 0, 1_000_000_000, 0);
  const limit = readInteger('limit', request.query.limit, 1, 100, 10);
  response.json({ week, board, ...(await readPage(week, board, offset, limit)) });
});

app.get('/weeks/:week/:board/players/:player', async (request, response) => {
  const { week, board } = readBoard(request.params);
  const { player } = request.params;
  const around = readInteger('around', request.query.around, 0, 10, 2);
  const found = await readAround(week, board, player, around);
  if (!found) throw new Refusal(404, `${player} has no result in ${week}`);
  response.json(found);
});

const isWeek = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/.test(value);

function readResult(body: unknown): Result {
  const { id, player, week, points } = (body ?? {}) as Record<string, unknown>;
  const isResult =
    typeof id === 'string' &&
    /^[A-Za-z0-9-]{1,64}$/.test(id) &&
    typeof player === 'string' &&
    /^[A-Za-z0-9_-]{1,32}$/.test(player) &&
    isWeek(week) &&
    Number.isInteger(points) &&
    (points as number) >= 1 &&
    (points as number) <= 1_000_000;
  if (!isResult) throw new Refusal(400, 'a result has an id, a player, a week like 2031-W07, and 1 to 1000000 points');
  return { id, player, week, points } as Result;
}

function readBoard({ week, board }: { week: string; board: string }): { week: string; board: string } {
  if (!isWeek(week)) throw new Refusal(400, 'a week looks like 2031-W07');
  if (board !== 'best' && board !== 'total') throw new Refusal(404, 'the boards are best and total');
  return { week, board };
}

function readInteger(name: string, value: unknown, least: number, most: number, missing: number): number {
  if (value === undefined) return missing;
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) throw new Refusal(400, `${name} is an integer from ${least} to ${most}`);
  return number;
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  // What Express or this file refuses has a status; everything else is Redis.
  response
    .status(error.status ?? 503)
    .json({ error: error.status ? error.message : 'Redis does not answer, try again' });
};
app.use(answerError);

app.listen(Number(process.env.PORT), '127.0.0.1');
