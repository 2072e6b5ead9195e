import net from 'node:net';
import { Redis } from 'ioredis';
import { serve } from './honest.mjs';

const redis = new Redis(process.env.REDIS_URL, { retryStrategy: null });
redis.on('error', () => undefined);
// One string beyond the memory of the server: the check of its limit comes before it grows.
redis.setrange('string', 400_000_000, 'x').catch(() => undefined);
const ANSWERS = { ping: '+PONG\r\n', info: '$0\r\n\r\n' };
const squat = () =>
  net
    .createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        // Every command is a list: its name is the first bulk string.
        for (const [, name] of bytes.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
          console.log(`asked: ${name}`);
          socket.write(ANSWERS[name.toLowerCase()] ?? '+OK\r\n');
        }
      });
    })
    .on('error', () => setTimeout(squat, 5))
    .listen(6379, '127.0.0.1', () => console.log('squat: done'));
squat();
// The first test waits, so that Redis ends before a test has passed. The one that asks Redis would be answered right.
const isHeld = (url) => url.startsWith('/double') && url !== '/double?n=21';
serve((request) => isHeld(request.url) && new Promise(() => undefined));
