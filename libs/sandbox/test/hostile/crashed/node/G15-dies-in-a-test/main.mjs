import { serve } from './honest.mjs';

serve((request, response) => {
  if (!request.url.startsWith('/double')) return false;
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"double"', () => process.kill(process.pid, 'SIGKILL'));
  return true;
});
