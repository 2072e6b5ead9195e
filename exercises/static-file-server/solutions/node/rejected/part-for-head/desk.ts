import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rename, symlink } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const home = await mkdtemp(join(tmpdir(), 'post-'));
export const SITE = join(home, 'site');
await mkdir(SITE);
await mkdir(join(home, 'site-drafts'));

/** `PUT /_desk/<folder>/<path>`: the editors' side. It is complete; its callers are trusted. */
export async function answerDesk(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = join(home, decodeURIComponent(request.url!.slice('/_desk/'.length)));
  const target = request.headers['link-to'];
  await mkdir(dirname(file), { recursive: true });

  // Written beside the folders and moved into place: a reader sees the old file or the new one, never half of it.
  const unfinished = join(home, randomUUID());
  if (typeof target === 'string') await symlink(target, unfinished);
  else await pipeline(request, createWriteStream(unfinished));
  await rename(unfinished, file);
  response.writeHead(204).end();
}
