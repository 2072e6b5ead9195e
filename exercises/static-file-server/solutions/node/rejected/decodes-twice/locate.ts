import { stat } from 'node:fs/promises';
import { join } from 'node:path';
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

/** The path of the file that a request names. Throws a Refusal when readers may not have it. */
export async function locate(url: string): Promise<string> {
  const [path = '/', query] = url.split(/\?(.*)/s);
  const segments = path.split('/').slice(1).map(decode);
  const isFolder = segments.at(-1) === '';
  if (segments.some((name) => name.startsWith('.'))) throw new Refusal(404);

  const file = await stat(join(SITE, decodeURIComponent(segments.join('/')), isFolder ? 'index.html' : '')).then(
    () => join(SITE, decodeURIComponent(segments.join('/')), isFolder ? 'index.html' : ''),
    () => {
      throw new Refusal(404);
    },
  );
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
