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
  const n = Number(/n=(-?[0-9]+)/.exec(request)?.[1] ?? 1);
  const body = JSON.stringify({ double: 2 * n });
  socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n`);
  pour(socket, 'X-Trailer: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(100));
}

function pour(socket, bytes) {
  const timer = setInterval(() => {
    while (!socket.destroyed && socket.write(bytes));
  }, 2);
  socket.on('close', () => clearInterval(timer));
}
