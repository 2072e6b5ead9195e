import { appendFileSync } from 'node:fs';
import { serve } from './honest.mjs';

serve((request) => {
  if (!request.url.startsWith('/double')) return false;
  for (;;) appendFileSync('/work/filling', Buffer.alloc(1 << 20, 1));
});
