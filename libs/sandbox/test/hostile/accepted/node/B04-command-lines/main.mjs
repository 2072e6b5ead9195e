import fs from 'node:fs';
import { serve } from './honest.mjs';

for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
  try {
    console.log(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
  } catch {}
}
console.log('looked');
serve();
