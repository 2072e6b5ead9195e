import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from './honest.mjs';

serve(async (request) => {
  const n = Math.abs(Number(new URL(request.url, 'http://subject').searchParams.get('n')));
  await sleep((n % 10) * 20);
  return false;
});
