import { createServer } from 'node:http';
import { TYPES } from './dns.ts';
import { RecordSets, type Network } from './record-sets.ts';
import { Refusal } from './servers.ts';

const LABELS = /^([a-z0-9_-]{1,63}\.)+$/;
let known = new RecordSets({ servers: [], timeoutMs: 1000, attempts: 2 });

async function resolve(query: URLSearchParams): Promise<object> {
  const name = (query.get('name') ?? '').toLowerCase();
  const type = query.get('type') ?? '';
  const dotted = name.endsWith('.') ? name : `${name}.`;
  if (!LABELS.test(dotted) || dotted.length > 254) throw new Refusal(400, { error: 'a bad name' });
  const number = new Map<string, number>(Object.entries(TYPES)).get(type);
  if (number === undefined) throw new Refusal(400, { error: 'a bad type' });

  const end = await known.walk(dotted.slice(0, -1), number);
  const ttl = Math.max(0, Math.floor((end.untilMs - performance.now()) / 1000));
  if (!end.exists) throw new Refusal(404, { error: 'no such name', ttl });
  return { name: dotted.slice(0, -1), type, canonicalName: end.name, ttl, data: end.data };
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://van');
  const send = (status: number, body?: object) => {
    response.writeHead(status, body && { 'Content-Type': 'application/json' });
    response.end(body && JSON.stringify(body));
  };
  if (request.method === 'PUT' && url.pathname === '/network') {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      known = new RecordSets(JSON.parse(Buffer.concat(pieces).toString()) as Network);
      send(204);
    });
  } else if (request.method === 'GET' && url.pathname === '/resolve')
    resolve(url.searchParams).then(
      (found) => send(200, found),
      (error) => {
        if (error instanceof Refusal) send(error.status, error.body);
        else send(500, { error: String(error) });
      },
    );
  else send(404, { error: 'nothing here' });
}).listen(Number(process.env.PORT), '127.0.0.1');
