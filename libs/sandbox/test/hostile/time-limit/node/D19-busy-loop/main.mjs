import { serve } from './honest.mjs';

serve((request) => {
  if (!/^\/(double|seal)/.test(request.url)) return false;
  for (;;);
});
