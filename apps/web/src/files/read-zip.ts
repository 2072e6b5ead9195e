import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';
import type { PackedFile } from './packed-file.js';
import type { UnpackBudget } from './unpack-budget.js';

/** So little at a time that what it can grow to (a thousand times as much) is counted before the next. */
const SLICE_BYTES = 4 * 1024;

/** @throws UploadError, and whatever the library says of a damaged archive */
export async function readZip(blob: Blob, budget: UnpackBudget): Promise<PackedFile[]> {
  const packed = new Uint8Array(await blob.arrayBuffer());
  const entries: { path: string; parts: Uint8Array[]; done: boolean }[] = [];
  const unzip = new Unzip((file) => {
    budget.addEntry();
    const entry = { path: file.name, parts: [] as Uint8Array[], done: false };
    file.ondata = (error, chunk, final) => {
      if (error !== null) throw error;
      budget.addBytes(chunk.length);
      entry.parts.push(chunk);
      entry.done = final;
    };
    entries.push(entry);
    file.start();
  });
  unzip.register(UnzipInflate);
  unzip.register(UnzipPassThrough);
  for (let at = 0; at < packed.length; at += SLICE_BYTES) {
    unzip.push(packed.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= packed.length);
  }
  if (entries.length === 0 || entries.some(({ done }) => !done)) throw new Error('not a whole zip file');
  return entries
    .filter(({ path }) => !path.endsWith('/'))
    .map(({ path, parts }) => ({ path, bytes: join(parts) }));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
