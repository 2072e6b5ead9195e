import { serve } from './honest.mjs';

const lines = 'ab\n'.repeat(250_000);
const list = Array.from({ length: 49_000 }, (_, index) => index);

serve((request, response) => {
  if (request.url === '/healthz') return false;
  if (request.url === '/seal') response.end(JSON.stringify({ seal: lines }));
  else response.end(JSON.stringify({ double: request.url.includes('-') ? list : { a: { b: lines } } }));
  return true;
});
