import { createServer } from 'node:http';
import { watch } from './checks.ts';
import { forward } from './forward.ts';
import { Pool } from './pool.ts';

const { PORT, UPSTREAM_RED_URL, UPSTREAM_GREEN_URL, UPSTREAM_BLUE_URL } = process.env;

const pool = new Pool([UPSTREAM_RED_URL!, UPSTREAM_GREEN_URL!, UPSTREAM_BLUE_URL!]);
for (const backEnd of pool.backEnds) void watch(backEnd);

createServer((request, response) => void forward(pool, request, response)).listen(Number(PORT), '127.0.0.1');
