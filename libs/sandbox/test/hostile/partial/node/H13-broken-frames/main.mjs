import { createHash } from 'node:crypto';
import http from 'node:http';

const accept = (key) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
const frame = (first, payload) => Buffer.concat([Buffer.from([first, payload.length]), payload]);
const BROKEN = [
  frame(0x83, Buffer.from('{}')), // a kind that there is not
  frame(0xc1, Buffer.from('{}')), // an extension that nobody agreed to
  frame(0x09, Buffer.from('a')), // a ping in pieces
  frame(0x80, Buffer.from('{}')), // the rest of nothing
  frame(0x81, Buffer.from([0xc3, 0x28])), // text that is none
  frame(0x88, Buffer.from([0x00, 0x01])), // an end without a reason there is
  Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), // longer than any number
  Buffer.from([0x81, 0x82, 1, 2, 3, 4, 0x7a, 0x7f]), // masked, as only clients do
];
let turn = Math.floor(Math.random() * BROKEN.length);
const server = http.createServer((request, response) => {
  if (request.url === '/word') return response.end('aaaa');
  const n = Number(new URL(request.url, 'http://subject').searchParams.get('n'));
  response.writeHead(request.url.startsWith('/events') ? 200 : 404, { 'content-type': 'text/event-stream' });
  response.end(`data: ${JSON.stringify({ double: 2 * n })}\n\n`);
});
server.on('upgrade', (request, socket) => {
  socket.on('error', () => undefined);
  const protocol = `Sec-WebSocket-Accept: ${accept(request.headers['sec-websocket-key'])}`;
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${protocol}\r\n\r\n`);
  socket.once('data', () => socket.write(BROKEN[turn++ % BROKEN.length]));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
