import net from 'node:net';
import { serve } from './honest.mjs';

const server = net.createServer({ pauseOnConnect: true }, () => undefined).listen(0, '127.0.0.1', () => {
  for (let n = 0; n < 90; n++) {
    const client = net.connect(server.address().port, '127.0.0.1');
    client.on('error', () => undefined);
    client.write(Buffer.alloc(1 << 16));
  }
  serve();
});
