import { serve } from './honest.mjs';

const list = JSON.stringify(Array.from({ length: 24_000 }, (_, index) => ({ [`key${index}`]: 'é'.repeat(10) })));

serve((request, response) => {
  response.end(list);
  return true;
});
