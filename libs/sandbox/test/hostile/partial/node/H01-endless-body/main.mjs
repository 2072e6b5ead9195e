import { serve } from './honest.mjs';

serve((request, response) => {
  if (!request.url.startsWith('/double')) return false;
  response.writeHead(200, { 'content-type': 'application/json' });
  const fill = () => {
    while (response.write('{"double":'.repeat(10_000)));
  };
  response.on('drain', fill);
  fill();
  return true;
});
