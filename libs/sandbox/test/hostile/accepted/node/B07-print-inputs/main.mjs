import { answer, readBody, serve } from './honest.mjs';
import { Readable } from 'node:stream';

serve(async (request, response) => {
  const body = await readBody(request);
  console.log(`input: ${request.method} ${request.url} ${body}`);
  const again = Object.assign(Readable.from([body]), { url: request.url });
  const [status, value] = await answer(again);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
  return true;
});
