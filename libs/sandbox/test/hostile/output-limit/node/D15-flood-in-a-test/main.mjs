import { serve } from './honest.mjs';

serve((request) => {
  if (!request.url.startsWith('/double')) return false;
  for (;;) {
    process.stdout.write('x'.repeat(1000));
    process.stderr.write('y'.repeat(1000));
  }
});
