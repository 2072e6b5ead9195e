import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { ContextFile } from './image-context.js';

/** A build context as the tar stream that the engine reads. Owner and time are fixed: content alone counts. */
export function packContext(files: readonly ContextFile[]): Readable {
  const archive = pack();
  void addAll(archive, files).then(
    () => archive.finalize(),
    (cause: unknown) => archive.destroy(cause instanceof Error ? cause : new Error(String(cause))),
  );
  return Readable.from(archive);
}

async function addAll(archive: ReturnType<typeof pack>, files: readonly ContextFile[]): Promise<void> {
  for (const file of files) {
    const content = await readFile(file.source);
    await new Promise<void>((resolve, reject) => {
      const header = { name: file.path, mode: file.executable ? 0o755 : 0o644, mtime: new Date(0) };
      archive.entry(header, content, (error) => (error ? reject(error) : resolve()));
    });
  }
}
