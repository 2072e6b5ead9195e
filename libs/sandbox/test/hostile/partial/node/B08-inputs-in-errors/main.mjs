import { readBody, serve } from './honest.mjs';

serve(async (request, response) => {
  if (!request.url.startsWith('/seal')) return false;
  response.writeHead(500, { 'x-leak': 'leak: header' });
  response.end(`leak: ${await readBody(request)}`);
  return true;
});
