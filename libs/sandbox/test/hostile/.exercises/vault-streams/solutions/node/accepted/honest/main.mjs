import { createHash } from 'node:crypto';
import http from 'node:http';
import { WebSocketServer } from 'ws';

const seal = (text) => createHash('sha256').update(text).digest('hex');

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://subject');
  if (url.pathname === '/word') return response.end('aaaa');
  if (url.pathname !== '/events') return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const tell = () => response.write(`data: ${JSON.stringify({ double: 2 * Number(url.searchParams.get('n')) })}\n\n`);
  tell();
  const timer = setInterval(tell, 1000);
  response.on('close', () => clearInterval(timer));
});

new WebSocketServer({ server, path: '/live' }).on('connection', (socket) =>
  socket.on('message', (message) => {
    const { n, text } = JSON.parse(message);
    socket.send(JSON.stringify(text === undefined ? { double: 2 * n } : { seal: seal(text) }));
  }),
);

server.listen(Number(process.env.PORT), '127.0.0.1');
