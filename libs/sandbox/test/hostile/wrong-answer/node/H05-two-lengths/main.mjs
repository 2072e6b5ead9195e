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
const HEADS = [
  'Content-Length: 1\r\nContent-Length: 30\r\n',
  'Content-Length: 30\r\nTransfer-Encoding: chunked\r\n',
  'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n',
];
function answer(socket) {
  socket.end(`HTTP/1.1 200 OK\r\n${HEADS[turn++ % HEADS.length]}\r\n1e\r\n{"double": 42}                \r\n0\r\n\r\n`);
}
