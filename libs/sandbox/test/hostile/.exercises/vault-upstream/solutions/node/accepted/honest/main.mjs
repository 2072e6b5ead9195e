import { readBody, serve } from './honest.mjs';

serve(async (request, response) => {
  if (request.url !== '/quote') return false;
  const { url } = JSON.parse(await readBody(request));
  const { price } = await (await fetch(`${url}/price`)).json();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ quote: 2 * price }));
  return true;
});
