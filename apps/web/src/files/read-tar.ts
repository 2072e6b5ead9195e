import { unpackTar } from 'modern-tar';
import { refuseLarge, type FoundFile } from './source-files.js';
import { UnpackBudget } from './unpack-budget.js';

/** @throws UploadError, and whatever browser and library say of a damaged archive */
export async function readTar(name: string, blob: Blob, isPacked: boolean): Promise<FoundFile[]> {
  const budget = new UnpackBudget(name);
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
  return entries.map(({ header, data = new Uint8Array() }) => {
    const path = header.name.replace(/^\.\//, '');
    return {
      path,
      read: () => {
        refuseLarge(path, data.length);
        return data;
      },
    };
  });
}
