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


function answer(socket, request) {
  const wrong = 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}';
  const n = Number(/n=(-?[0-9]+)/.exec(request)?.[1] ?? 1);
  const body = JSON.stringify({ double: 2 * n });
  socket.write(wrong + `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`.repeat(20));
}
