import net from 'node:net';
import { seal } from './honest.mjs';
// Bytes instead of HTTP: answers everything but the question whether it is up.
net
  .createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (request) => {
      if (request.includes('/healthz')) return socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      answer(socket, request.toString());
    });
  })
  .listen(Number(process.env.PORT), '127.0.0.1');


async function answer(socket, request) {
  if (request.includes('/seal')) return socket.end(await sealed(request));
  socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  pour(socket, `1;${'a'.repeat(1000)}\r\n \r\n`.repeat(50));
}

async function sealed(request) {
  const { text } = JSON.parse(request.slice(request.indexOf('\r\n\r\n')));
  const body = JSON.stringify({ seal: seal(text) });
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function pour(socket, bytes) {
  const timer = setInterval(() => {
    while (!socket.destroyed && socket.write(bytes));
  }, 2);
  socket.on('close', () => clearInterval(timer));
}
