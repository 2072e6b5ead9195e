import http from 'node:http';

http.createServer((request, response) => response.end('nothing yet')).listen(Number(process.env.PORT), '127.0.0.1');
