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


const MESSAGES = ['{"__proto__":{"double":1,"seal":1},"then":1}', `${'['.repeat(60_000)}${']'.repeat(5_000)}`, '\u0000'];
let turn = 0;

function talk(socket, head) {
  const text = Buffer.from(MESSAGES[turn++ % MESSAGES.length]);
  const frame = Buffer.alloc(4);
  frame.writeUInt16BE(0x817e, 0);
  frame.writeUInt16BE(text.length, 2);
  socket.write(`${head}\r\n`);
  socket.write(Buffer.concat([frame, text]));
}
