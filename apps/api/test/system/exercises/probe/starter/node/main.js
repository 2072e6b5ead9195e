import { createServer } from 'node:http';

createServer((request, response) => {
  response.statusCode = 501;
  response.end();
}).listen(process.env.PORT);
