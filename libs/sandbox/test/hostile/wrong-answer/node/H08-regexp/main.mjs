import http from 'node:http';

http
  .createServer((request, response) => response.end(`${'a'.repeat(50_000)}!`))
  .listen(Number(process.env.PORT), '127.0.0.1');
