import http from 'node:http';

const BLOCK = Buffer.alloc(1 << 20, 'x');
http
  .createServer((request, response) => {
    if (request.url === '/healthz') return response.end('ready');
    const pour = () => {
      while (response.write(BLOCK));
      response.once('drain', pour);
    };
    pour();
  })
  .listen(Number(process.env.PORT), '127.0.0.1');
