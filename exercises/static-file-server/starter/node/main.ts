import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { answerDesk, SITE } from './desk.ts';

async function answerReader(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  const body = await readFile(join(SITE, path)); // Which files can a reader name here?
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  response.end(body);
}

const server = createServer((request, response) => {
  const answer = request.url?.startsWith('/_desk/') ? answerDesk : answerReader;
  answer(request, response).catch(() => response.writeHead(404).end());
});

server.listen(Number(process.env.PORT), '127.0.0.1');
