import { createHash } from 'node:crypto';
import type { GitFile } from './git-history.js';

/** The id that Git gives an object in a repository of SHA-1, which it still makes by default. */
export function hashObject(type: 'blob' | 'tree' | 'commit', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

interface TreeEntry {
  /** What Git sorts by: a folder as if it had a slash at its end. */
  readonly key: Buffer;
  readonly bytes: Buffer;
}

/** The id of a folder with these files, paths seen from it. */
export function hashTree(files: Iterable<readonly [path: string, file: GitFile]>): string {
  const entries: TreeEntry[] = [];
  const folders = new Map<string, (readonly [string, GitFile])[]>();
  for (const [path, file] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      entries.push({ key: Buffer.from(path), bytes: toBytes(file.mode, path, file.id) });
      continue;
    }
    const name = path.slice(0, slash);
    const inside = folders.get(name) ?? [];
    inside.push([path.slice(slash + 1), file]);
    folders.set(name, inside);
  }
  for (const [name, inside] of folders)
    entries.push({ key: Buffer.from(`${name}/`), bytes: toBytes('40000', name, hashTree(inside)) });
  entries.sort((a, b) => Buffer.compare(a.key, b.key));
  return hashObject('tree', Buffer.concat(entries.map(({ bytes }) => bytes)));
}

const toBytes = (mode: string, name: string, id: string): Buffer =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
