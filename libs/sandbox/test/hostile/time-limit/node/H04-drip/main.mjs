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


function answer(socket) {
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n');
  const timer = setInterval(() => socket.write(' '), 100);
  socket.on('close', () => clearInterval(timer));
}
