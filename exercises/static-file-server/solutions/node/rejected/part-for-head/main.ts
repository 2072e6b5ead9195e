import { open, type FileHandle } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkConditions, isRangeCurrent, type Validators } from './conditions.ts';
import { answerDesk } from './desk.ts';
import { locate, Refusal } from './locate.ts';
import { parseRange } from './range.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.mp4': 'video/mp4',
};

async function answerReader(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '/';
  const path = await locate(url);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, { allow: 'GET, HEAD' });

  // From here on the handle is the file: size, tag and bytes are of one version, whatever the desk puts in its place meanwhile.
  const file = await open(path);
  try {
    await send(file, request, response, typeOf(url));
  } finally {
    await file.close();
  }
}

async function send(file: FileHandle, request: IncomingMessage, response: ServerResponse, type: string) {
  const { size, validators } = await describe(file);
  const headers = {
    etag: validators.etag,
    'last-modified': validators.modified.toUTCString(),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  };
  const decided = checkConditions(request.headers, validators);
  if (decided) throw new Refusal(decided, headers);

  const { range: header, 'if-range': ifRange } = request.headers;
  const isRangeAsked = isRangeCurrent(ifRange, validators);
  const range = isRangeAsked ? parseRange(header, size) : null;
  if (range === 'unsatisfiable') throw new Refusal(416, { 'content-range': `bytes */${size}` });

  const { first, last } = range ?? { first: 0, last: size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-type': type,
    'content-length': last - first + 1,
    ...(range && { 'content-range': `bytes ${first}-${last}/${size}` }),
  });
  if (request.method === 'HEAD' || last < first) response.end();
  else await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response);
}

async function describe(file: FileHandle): Promise<{ size: number; validators: Validators }> {
  const { size, mtimeNs, ino } = await file.stat({ bigint: true });
  return {
    size: Number(size),
    validators: {
      // The desk stores a file anew under another inode; with the time in nanoseconds not even a reused one brings a tag back.
      etag: `"${ino.toString(36)}-${mtimeNs.toString(36)}-${size.toString(36)}"`,
      modified: new Date(Number(mtimeNs / 1_000_000_000n) * 1000),
    },
  };
}

function typeOf(url: string): string {
  const path = decodeURIComponent(url.split('?')[0] ?? '/');
  const extension = path.endsWith('/') ? '.html' : extname(path).toLowerCase();
  return TYPES[extension] ?? 'application/octet-stream';
}

createServer((request, response) => {
  const answer = request.url?.startsWith('/_desk/') ? answerDesk : answerReader;
  answer(request, response).catch((error: unknown) => {
    // Once the head is out, all that is left is to break off: the client sees that bytes are missing.
    if (response.headersSent) return response.destroy();
    const { status, headers } = error instanceof Refusal ? error : new Refusal(500);
    if (status === 500) console.error(error);
    response.writeHead(status, headers).end();
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
