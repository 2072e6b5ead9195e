import { unpackTar } from 'modern-tar';
import type { PackedFile } from './packed-file.js';
import type { UnpackBudget } from './unpack-budget.js';

/** @throws UploadError, and whatever browser and library say of a damaged archive */
export async function readTar(blob: Blob, budget: UnpackBudget, isPacked: boolean): Promise<PackedFile[]> {
  const stream = isPacked ? blob.stream().pipeThrough(new DecompressionStream('gzip')) : blob.stream();
  const counted = stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        budget.addBytes(chunk.length);
        controller.enqueue(chunk);
      },
    }),
  );
  const entries = await unpackTar(counted, {
    strict: true,
    filter: (header) => {
      budget.addEntry();
      // Links lead out of the folder, and folders come with their files.
      return header.type === 'file';
    },
  });
  if (entries.length === 0) throw new Error('not a tar file');
  return entries.map(({ header, data = new Uint8Array() }) => ({
    path: header.name.replace(/^\.\//, ''),
    bytes: data,
  }));
}
