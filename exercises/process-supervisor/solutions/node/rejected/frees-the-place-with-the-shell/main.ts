import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Order } from './job.ts';
import { Supervisor } from './supervisor.ts';

const supervisor = new Supervisor();
const server = createServer((request, response) => void answer(request, response));

let stopping: Promise<void> | null = null;
process.on('SIGTERM', () => {
  stopping ??= supervisor.stop().then(() => process.exit(0));
});
server.listen(Number(process.env.PORT), '127.0.0.1');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, jobs, id] = request.url!.split('/');
  if (jobs !== 'jobs') return send(response, 404, { error: 'there is nothing here' });
  if (request.method === 'POST') {
    const order = JSON.parse(await text(request)) as Order;
    if (stopping) return send(response, 503, { error: 'no job is started any more' });
    return send(response, 201, supervisor.take(order).describe());
  }
  const job = supervisor.find(id!);
  if (!job) return send(response, 404, { error: 'there is no such job' });
  if (request.method !== 'DELETE') return send(response, 200, job.describe());
  supervisor.cancel(job);
  send(response, 202, job.describe());
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
