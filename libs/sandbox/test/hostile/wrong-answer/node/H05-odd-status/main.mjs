import net from 'node:net';

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


let turn = 0;
const LINES = ['HTTP/1.1 000 No', 'HTTP/1.1 999 Odd', 'HTTP/2.0 200 OK', 'HTTP/0.9 200 OK'];
function answer(socket) {
  socket.end(`${LINES[turn++ % LINES.length]}\r\nContent-Length: 14\r\n\r\n{"double": 42}`);
}
