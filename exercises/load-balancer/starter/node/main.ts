import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { PORT, UPSTREAM_RED_URL, UPSTREAM_GREEN_URL, UPSTREAM_BLUE_URL } = process.env;

const backEnds = [UPSTREAM_RED_URL, UPSTREAM_GREEN_URL, UPSTREAM_BLUE_URL];

const server = createServer(async (request, response) => {
  try {
    const body = await buffer(request);
    // Whose turn is it? So far it is always the first one's.
    const answer = await fetch(`${backEnds[0]}${request.url}`, {
      method: request.method,
      body: body.length > 0 ? body : undefined,
    });
    const text = await answer.text();
    response.writeHead(answer.status);
    response.end(text);
  } catch {
    response.writeHead(500);
    response.end('Something went wrong.');
  }
});

server.listen(Number(PORT), '127.0.0.1');
