import net from 'node:net';

// The driver holds the port: takes its place on the sockets that it accepts.
const SHAPES = [
  (id) => ({ id, ok: 'true', value: { $: 'number', v: '__proto__' } }),
  (id) => ({ id, ok: true, value: { $: 'error', v: { name: { toString: 1 }, message: ['x'] } }, handle: '0' }),
  (id) => ({ id, ok: true, handle: -1e308, value: { $: 'map', v: [[{ $: 'set', v: [] }, { $: 'bigint', v: '9'.repeat(9000) }]] } }),
  (id) => ({ id, ok: false, error: { name: 'x'.repeat(500_000), message: '\ud800\u0000', code: {} } }),
  (id) => ({ id, ok: 0, fault: '\ud800'.repeat(1001) }),
  (id) => [id, true],
];
let turn = 0;
const emit = net.Server.prototype.emit;
net.Server.prototype.emit = function (name, socket, ...rest) {
  if (name !== 'connection') return emit.call(this, name, socket, ...rest);
  socket.on('data', (bytes) => {
    for (const line of bytes.toString().split('\n').filter(Boolean)) {
      const { id, op } = JSON.parse(line);
      const reply = op === 'hello' || op === 'release' ? { id, ok: true } : SHAPES[turn++ % SHAPES.length](id);
      socket.write(`${JSON.stringify(reply)}\n`);
    }
  });
  return true;
};
export { Counter, double, seal } from './honest.mjs';
