import { serve } from './honest.mjs';

serve((request) => {
  if (request.url === '/seal') setTimeout(() => process.exit(1), 1500);
  return false;
});
