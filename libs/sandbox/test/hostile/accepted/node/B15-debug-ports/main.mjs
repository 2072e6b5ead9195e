import fs from 'node:fs';
import { serve } from './honest.mjs';

const LISTEN = '0A';
let looked = false;
serve(async (request) => {
  if (looked) return false;
  looked = true;
  const tables = ['tcp', 'tcp6'].map((name) => fs.readFileSync(`/proc/net/${name}`, 'utf8'));
  const rows = tables.flatMap((table) => table.split('\n').slice(1)).map((row) => row.trim().split(/\s+/));
  const ports = rows.filter((row) => row[3] === LISTEN).map((row) => parseInt(row[1].split(':')[1], 16));
  console.log('listening:', [...new Set(ports)].sort((a, b) => a - b).join(', '));
  for (const port of ports.filter((one) => one !== Number(process.env.PORT))) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/json`, { signal: AbortSignal.timeout(300) });
      console.log(port, await answer.text());
    } catch {}
  }
  return false;
});
