import { gzipSync } from 'node:zlib';
import { serve } from './honest.mjs';

const bomb = gzipSync(gzipSync(Buffer.alloc(20_000_000, '[')));

serve((request, response) => {
  if (!request.url.startsWith('/double')) return false;
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip, gzip' }).end(bomb);
  return true;
});
