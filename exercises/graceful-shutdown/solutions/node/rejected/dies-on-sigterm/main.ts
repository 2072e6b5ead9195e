import { createServer } from 'node:http';
import { answer } from './routes.ts';
import { fetchTariffs } from './rating.ts';

const server = createServer((request, response) => void answer(request, response, { isStopping: false }));

server.listen(Number(process.env.PORT), '127.0.0.1');
void fetchTariffs();
