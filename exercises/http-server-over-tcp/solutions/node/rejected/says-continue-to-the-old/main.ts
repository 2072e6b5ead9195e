import { createServer, type Socket } from 'node:net';
import { refuse } from './answer.ts';
import { Input, Refusal } from './input.ts';
import { readRequest } from './request.ts';
import { answer } from './resources.ts';

/** How long a client may take to close its side once we have closed ours. */
const FAREWELL_MS = 2000;

const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {}); // a client that resets: 'close' follows, and whoever waits hears of it there
  serve(socket).catch(() => socket.destroy());
});

async function serve(socket: Socket): Promise<void> {
  const input = new Input(socket);
  const sayContinue = () => socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  try {
    for (;;) {
      const request = await readRequest(input, sayContinue);
      if (!request) break;
      await answer(socket, request);
      if (!request.keepAlive) break;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await refuse(socket, error);
  }
  await close(socket, input);
}

/** Ends our side, and reads what still comes: closing on unread bytes would destroy the answer on its way. */
async function close(socket: Socket, input: Input): Promise<void> {
  socket.end();
  const timer = setTimeout(() => socket.destroy(), FAREWELL_MS);
  await input.discard().catch(() => {}); // however the client leaves now, it has been answered
  clearTimeout(timer);
}

server.listen(Number(process.env.PORT), '127.0.0.1');
