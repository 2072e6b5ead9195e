import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Refusal } from './refusal.ts';

const FOLDER = '/tmp/attachments';

const folderOf = (ticketId: number) => resolve(FOLDER, String(ticketId));

export async function listAttachments(ticketId: number): Promise<string[]> {
  return (await readdir(folderOf(ticketId)).catch(() => [])).sort();
}

export async function storeAttachment(ticketId: number, name: string, content: string): Promise<void> {
  await mkdir(folderOf(ticketId), { recursive: true });
  await writeFile(resolve(folderOf(ticketId), name), content);
}

export async function readAttachment(ticketId: number, name: string): Promise<Buffer> {
  try {
    return await readFile(resolve(folderOf(ticketId), decodeURIComponent(name)));
  } catch {
    throw new Refusal(404, `there is no attachment ${name}`);
  }
}
