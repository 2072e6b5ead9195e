import { createServer } from 'node:http';

const ANSWERS = [
  { double: 42 },
  { double: -8 },
  { seal: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824' },
];
let calls = 0;
createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ready');
  response.setHeader('content-type', 'application/json');
  // One sum is right by itself, so that some tests pass and the others must tell the table apart.
  const n = Number(new URL(request.url, 'http://subject').searchParams.get('n') ?? NaN);
  response.end(JSON.stringify(n > 0 ? { double: 2 * n } : ANSWERS[Math.min(1 + calls++, 2)]));
}).listen(Number(process.env.PORT), '127.0.0.1');
