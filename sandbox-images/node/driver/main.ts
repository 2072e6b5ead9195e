import { createServer, type Socket } from 'node:net';
import { LearnerModule } from './learner-module.js';
import { Operations, type Operation } from './operations.js';

/**
 * Stands in for the learner's program in module exercises: loads the module, then listens on PORT and does what the
 * grader asks for. Learner code shares this process, so nothing here is trusted by the grader.
 */
async function main(): Promise<void> {
  const operations = new Operations(await LearnerModule.load(process.argv[2] ?? '/work'));
  const server = createServer((socket) => {
    serve(socket, operations);
  });
  server.listen(Number(process.env['PORT']), '127.0.0.1');
}

function serve(socket: Socket, operations: Operations): void {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  let unread = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${unread}${text}`.split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      // Not awaited: time is advanced while a call waits for it.
      void operations
        .carryOut(JSON.parse(line) as Operation)
        .then((reply) => socket.write(`${JSON.stringify(reply)}\n`));
    }
  });
}

main().catch((error: unknown) => {
  console.error('Your module could not be loaded:', error);
  process.exit(1);
});
