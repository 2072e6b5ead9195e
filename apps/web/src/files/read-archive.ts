import type { ArchiveKind } from './archive-kind.js';
import type { PackedFile } from './packed-file.js';
import { readTar } from './read-tar.js';
import { readZip } from './read-zip.js';
import { UnpackBudget, type ArchiveLimits } from './unpack-budget.js';
import { UploadError } from './upload-error.js';

const MIB = 1024 * 1024;

/**
 * Unpacks in the browser, so that the server is sent plain files, and no more than the limits have: an archive that
 * grows without end ends there.
 * @throws UploadError
 */
export async function readArchive(
  kind: ArchiveKind,
  { name, blob, limits }: { readonly name: string; readonly blob: Blob; readonly limits: ArchiveLimits },
): Promise<PackedFile[]> {
  if (blob.size > limits.packedBytes)
    throw new UploadError(`${name} is larger than ${limits.packedBytes / MIB} MiB: ${limits.advice}.`);
  const budget = new UnpackBudget(name, limits);
  try {
    return kind === 'zip' ? await readZip(blob, budget) : await readTar(blob, budget, kind === 'tar.gz');
  } catch (error) {
    if (error instanceof UploadError) throw error;
    throw new UploadError(
      `${name} cannot be unpacked: it is empty, damaged, encrypted, or not a ${kind} file.`,
    );
  }
}
