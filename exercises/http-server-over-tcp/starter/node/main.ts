import { createServer, type Socket } from 'node:net';

const server = createServer((socket) => {
  socket.on('error', () => {}); // a client that left
  let received = '';
  socket.on('data', (piece) => {
    received += piece.toString(); // Is a piece a request? Is it even text?
    const end = received.indexOf('\r\n\r\n');
    if (end >= 0) answer(socket, received.slice(0, end));
  });
});

function answer(socket: Socket, head: string): void {
  const [method, path] = head.split(' ');
  const body = `${method} ${path}: nobody has written that yet\n`;
  socket.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

server.listen(Number(process.env.PORT), '127.0.0.1');
