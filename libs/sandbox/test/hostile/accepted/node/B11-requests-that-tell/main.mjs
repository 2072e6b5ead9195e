import { serve } from './honest.mjs';

serve((request) => {
  console.log(JSON.stringify(request.rawHeaders));
  if (request.url === '/seal') console.log('headers:', Object.keys(request.headers).sort().join(', '));
  return false;
});
