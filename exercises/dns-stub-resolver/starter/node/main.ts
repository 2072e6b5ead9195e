import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSocket } from 'node:dgram';
import { decode, encodeQuery, TYPES, type Message } from './dns.ts';

interface Network {
  servers: string[];
  timeoutMs: number;
  attempts: number;
}

let network: Network = { servers: [], timeoutMs: 1000, attempts: 2 };

/** Asks one name server, once, and believes the first datagram. Is that wise? And if none comes? */
function ask(server: string, name: string, type: number): Promise<Message> {
  const [address, port] = server.split(':');
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.on('message', (bytes) => {
      socket.close();
      resolve(decode(bytes));
    });
    socket.send(encodeQuery(1, name, type), Number(port), address, (error) => error && reject(error));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'PUT' && url.pathname === '/network') {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    network = JSON.parse(body);
    response.writeHead(204).end();
    return;
  }
  // GET /resolve?name=…&type=…: ask(network.servers[0], name, TYPES[type]) is a beginning.
  send(response, 501, { error: 'nobody has written that yet' });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

createServer((request, response) => {
  answer(request, response).catch((error) => send(response, 500, { error: String(error) }));
}).listen(Number(process.env.PORT), '127.0.0.1');
