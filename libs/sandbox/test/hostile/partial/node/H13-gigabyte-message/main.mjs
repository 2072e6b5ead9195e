import { createHash } from 'node:crypto';
import http from 'node:http';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const server = http.createServer((request, response) => response.end('aaaa'));
// A right handshake, by hand: what follows is in nobody's protocol.
server.on('upgrade', (request, socket) => {
  socket.on('error', () => undefined);
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  const head = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n`;
  talk(socket, head);
});
server.listen(Number(process.env.PORT), '127.0.0.1');


function talk(socket, head) {
  socket.write(`${head}\r\n`);
  socket.write(Buffer.from('827f0000000040000000', 'hex'));
  pour(socket, Buffer.alloc(65_536));
}

function pour(socket, bytes) {
  const timer = setInterval(() => {
    while (!socket.destroyed && socket.write(bytes));
  }, 2);
  socket.on('close', () => clearInterval(timer));
}
