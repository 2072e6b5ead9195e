import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { SITE } from './desk.ts';

/** An answer without a file, thrown from wherever it is found out. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, headers: Record<string, string> = {}) {
    super(`status ${status}`);
    this.status = status;
    this.headers = headers;
  }
}

// The site itself may lie behind a link (/tmp is one on some systems), and is compared with resolved paths.
const ROOT = (await realpath(SITE)) + sep;

/** The path of the file that a request names, every link in it followed. Throws a Refusal when readers may not have it. */
export async function locate(url: string): Promise<string> {
  const [path = '/', query] = url.split(/\?(.*)/s);
  const segments = path.split('/').slice(1).map(decode);
  const isFolder = segments.at(-1) === '';
  if (segments.some((name) => name.startsWith('.'))) throw new Refusal(404);

  const file = await resolve(join(SITE, ...segments, isFolder ? 'index.html' : ''));
  if ((await stat(file)).isDirectory()) {
    if (isFolder) throw new Refusal(404);
    throw new Refusal(301, { location: `${path}/${query === undefined ? '' : `?${query}`}` });
  }
  return file;
}

/** Each segment is decoded by itself, so that an encoded slash cannot make two of one. */
function decode(segment: string): string {
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw new Refusal(400);
  }
  if (/[/\\\0]/.test(name)) throw new Refusal(400);
  return name;
}

/** Whatever cannot be resolved (missing, a file used as a folder, links in a circle, a name too long) is not there. */
async function resolve(path: string): Promise<string> {
  const file = await realpath(path).catch(() => null);
  // With the separator: without it `site-drafts` would begin like `site`. The site itself has no separator at its end.
  if (file === null || !`${file}${sep}`.startsWith(ROOT)) throw new Refusal(404);
  return file;
}
