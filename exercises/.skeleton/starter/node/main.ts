import { createServer } from 'node:http';

const server = createServer((request, response) => {
  // Your turn: answer GET /greeting?name=…
  response.writeHead(404).end();
});

server.listen(Number(process.env.PORT), '127.0.0.1');
