import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(501, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'to do' }));
});

new WebSocketServer({ server, path: '/live' }).on('connection', (socket, request) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  const [user, device] = [searchParams.get('user'), searchParams.get('device')];
  console.log(`${device} of ${user} has come`);
  // Nobody has anything to read, for now. What is missing: an inbox, and who fills it.
  socket.send(JSON.stringify({ type: 'hello', unread: [] }));
});

server.listen(Number(process.env.PORT), '127.0.0.1');
