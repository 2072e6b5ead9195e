import type { BoardFigures, BoardRow } from './measure-boards.js';

export function renderBoards({ learners, fillMs, rows }: BoardFigures): string {
  return `
## A board of ${learners.toLocaleString('en')} learners

Read from the sorted set in Redis as the API reads it, one read at a time, and from a plain, indexed table of Postgres by
a window function. Filling the board from nothing took ${(fillMs / 1000).toFixed(1)} s.

| read | Redis, median | p95 | SQL, median | p95 | ÷ SQL |
|---|--:|--:|--:|--:|--:|
${rows.map(toLine).join('\n')}
`;
}

const toLine = ({ read, cached, sql }: BoardRow): string =>
  `| ${read} | ${ms(cached.medianMs)} | ${ms(cached.p95Ms)} | ${ms(sql.medianMs)} | ${ms(sql.p95Ms)} | ${(cached.medianMs / sql.medianMs).toFixed(5)}× |`;

const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
