import { serve } from './honest.mjs';

const kept = [];
serve((request) => {
  if (!request.url.startsWith('/double')) return false;
  for (;;) kept.push({ text: String(Math.random()) });
});
