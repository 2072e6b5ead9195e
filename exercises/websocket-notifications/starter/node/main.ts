import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const server = createServer((request, response) => {
  response.writeHead(501, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'to do' }));
});

new WebSocketServer({ server, path: '/live' }).on('connection', (socket, request) => {
  const user = new URL(request.url ?? '', 'http://localhost').searchParams.get('user');
  socket.on('message', (data) => {
    const { room } = JSON.parse(data.toString());
    // Everybody is alone here, for now. What is missing: messages, and who else is in the room.
    socket.send(JSON.stringify({ type: 'joined', room, users: [user], gap: false }));
  });
});

server.listen(Number(process.env.PORT), '127.0.0.1');
