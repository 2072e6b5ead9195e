import { spawn } from 'node:child_process';
import { serve } from './honest.mjs';

serve((request) => {
  if (!request.url.startsWith('/double')) return false;
  for (let n = 0; n < 100; n++) spawn('/bin/sleep', ['60']).on('error', () => undefined);
  throw new Error('enough');
});
