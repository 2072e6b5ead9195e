import { pack } from 'tar-stream';
import type { SubmissionFile } from '#contracts';

/** A tar of plain files. It is unpacked inside the subject, by the subject's own uid, and nowhere else (I01, I06). */
export async function packFiles(files: readonly SubmissionFile[]): Promise<Buffer> {
  const archive = pack();
  for (const file of files) archive.entry({ name: file.path, mode: 0o644, mtime: new Date(0) }, file.content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
