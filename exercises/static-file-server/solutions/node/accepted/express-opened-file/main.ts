import express, { type Request, type Response } from 'express';
import { createHash } from 'node:crypto';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { answerDesk, SITE } from './desk.ts';

const root = await realpath(SITE);
const app = express();
app.disable('x-powered-by');

app.put('/_desk/*path', answerDesk);

app.use(async (request, response) => {
  const name = decodePath(request.path);
  if (name === null || /[\0\\]|%2f/i.test(name + request.path)) return void response.sendStatus(400);
  if (/\/\./.test(name)) return void response.sendStatus(404);

  const file = await open(join(SITE, name, name.endsWith('/') ? 'index.html' : '')).catch(() => null);
  if (!file) return void response.sendStatus(404);
  try {
    await answer(file, name, request, response);
  } finally {
    await file.close();
  }
});

async function answer(file: FileHandle, name: string, request: Request, response: Response) {
  // Asked about the file that is open, not about a path: nobody can swap a link between the question and the reading.
  const opened = await realpath(`/proc/self/fd/${file.fd}`);
  const inSite = relative(root, opened);
  if (inSite === '..' || inSite.startsWith('../')) return void response.sendStatus(404);

  const stat = await file.stat();
  if (stat.isDirectory()) {
    if (name.endsWith('/')) return void response.sendStatus(404);
    const query = request.originalUrl.slice(request.path.length);
    return void response.status(301).set('Location', `${request.path}/${query}`).end();
  }
  if (!['GET', 'HEAD'].includes(request.method)) return void response.set('Allow', 'GET, HEAD').sendStatus(405);

  const { size, mtimeMs, ino } = stat;
  const etag = await findTag(file, `${ino} ${mtimeMs} ${size}`);
  const modified = stat.mtime.toUTCString();
  response.set({ ETag: etag, 'Last-Modified': modified });

  const condition = decide(request, etag, modified);
  if (condition) return void response.status(condition).end();

  response.set({ 'X-Content-Type-Options': 'nosniff', 'Accept-Ranges': 'bytes' });
  // Not response.set(): Express would add a charset to types that have none in the table.
  response.setHeader('Content-Type', typeOf(name));

  let [first, last] = [0, size - 1];
  const ifRange = request.get('If-Range');
  if (request.method === 'GET' && (ifRange === undefined || ifRange === etag || ifRange === modified)) {
    const range = rangeOf(request.get('Range') ?? '', size);
    if (range === 'none') return void response.status(416).set('Content-Range', `bytes */${size}`).end();
    if (range !== 'ignored') {
      [first, last] = range;
      response.status(206).set('Content-Range', `bytes ${first}-${last}/${size}`);
    }
  }
  response.set('Content-Length', String(last - first + 1));
  if (request.method === 'HEAD' || size === 0) return void response.end();
  await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response);
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/**
 * Tags of contents, so the same bytes have the same tag after they were stored again. The promises are kept and not the results:
 * many who ask for a new file at once wait for one reading of it.
 */
const tags = new Map<string, Promise<string>>();
async function findTag(file: FileHandle, version: string): Promise<string> {
  const known = tags.get(version) ?? hash(file);
  tags.set(version, known);
  return known.catch((error: unknown) => {
    tags.delete(version);
    throw error;
  });
}

async function hash(file: FileHandle): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) digest.update(chunk);
  return `"${digest.digest('base64url')}"`;
}

function decide(request: Request, etag: string, modified: string): 412 | 304 | null {
  const [match, noneMatch] = [request.get('If-Match'), request.get('If-None-Match')];
  const split = (list: string) => list.split(',').map((tag) => tag.trim()); // base64url has no commas
  if (match !== undefined && !split(match).some((tag) => tag === '*' || tag === etag)) return 412;
  if (noneMatch !== undefined)
    return split(noneMatch).some((tag) => ['*', etag, `W/${etag}`].includes(tag)) ? 304 : null;
  return Date.parse(modified) <= Date.parse(request.get('If-Modified-Since') ?? '') ? 304 : null;
}

function rangeOf(header: string, size: number): [first: number, last: number] | 'none' | 'ignored' {
  const suffix = /^bytes=-(\d+)$/.exec(header)?.[1];
  if (suffix) return Number(suffix) > 0 ? [Math.max(0, size - Number(suffix)), size - 1] : 'none';
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header) ?? [];
  if (from === undefined || (to && Number(to) < Number(from))) return 'ignored';
  return Number(from) < size ? [Number(from), Math.min(Number(to || Infinity), size - 1)] : 'none';
}

function typeOf(name: string): string {
  const text: Record<string, string> = { html: 'html', css: 'css', js: 'javascript', txt: 'plain' };
  const others: Record<string, string> = {
    json: 'application/json',
    png: 'image/png',
    jpg: 'image/jpeg',
    svg: 'image/svg+xml',
    woff2: 'font/woff2',
    mp4: 'video/mp4',
  };
  const extension = name.endsWith('/') ? 'html' : (/\.([^./]+)$/.exec(name)?.[1] ?? '').toLowerCase();
  if (Object.hasOwn(text, extension)) return `text/${text[extension]}; charset=utf-8`;
  return Object.hasOwn(others, extension) ? others[extension]! : 'application/octet-stream';
}

app.listen(Number(process.env.PORT), '127.0.0.1');
