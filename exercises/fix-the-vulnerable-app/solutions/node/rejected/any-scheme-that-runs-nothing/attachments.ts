import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

const FOLDER = '/tmp/attachments';

const folderOf = (ticketId: number) => join(FOLDER, String(ticketId));

/** Such a name stays in the folder that it is joined to. */
const isPlainName = (name: string) => /^[^/\\\u0000-\u001f\u007f]{1,60}$/.test(name) && name !== '.' && name !== '..';

export async function listAttachments(ticketId: number): Promise<string[]> {
  return (await readdir(folderOf(ticketId)).catch(() => [])).sort();
}

export async function storeAttachment(ticketId: number, name: string, content: string): Promise<void> {
  if (!isPlainName(name)) throw new Refusal(400, 'name: 1 to 60 characters, without / and \\');
  await mkdir(folderOf(ticketId), { recursive: true });
  await writeFile(join(folderOf(ticketId), name), content);
}

export async function readAttachment(ticketId: number, name: string): Promise<Buffer> {
  if (!isPlainName(name)) throw new Refusal(404, 'there is no such attachment');
  try {
    return await readFile(join(folderOf(ticketId), name));
  } catch {
    throw new Refusal(404, 'there is no such attachment');
  }
}
