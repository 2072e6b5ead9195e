import fs from 'node:fs';
import { serve } from './honest.mjs';

for (const [name, value] of Object.entries(process.env)) console.log(`${name}=${value}`);
console.log('variables:', Object.keys(process.env).length);
for (const pid of [1, process.ppid]) {
  try {
    console.log(fs.readFileSync(`/proc/${pid}/environ`, 'utf8').replaceAll('\0', ' '));
  } catch {}
}
serve();
