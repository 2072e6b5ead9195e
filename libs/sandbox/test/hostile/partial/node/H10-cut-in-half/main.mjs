import { serve, readBody } from './honest.mjs';

serve(async (request, response) => {
  const say = (body) => (response.writeHead(200, { 'content-type': 'application/json' }), response.end(JSON.stringify(body)), true);
  // 31 characters stand before it in the address, and 600 are shown.
  if (request.url === '/double?n=0') return say({ double: '😀'.repeat(400) });
  if (request.url !== '/quote') return false;
  const { price } = await (await fetch(`${JSON.parse(await readBody(request)).url}/price`)).json();
  return say({ quote: 2 * price });
});
