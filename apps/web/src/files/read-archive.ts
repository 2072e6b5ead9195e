import type { ArchiveKind } from './archive-kind.js';
import { readTar } from './read-tar.js';
import { readZip } from './read-zip.js';
import type { FoundFile } from './source-files.js';
import { UploadError } from './upload-error.js';

/** An archive of source is far smaller; what is larger is not read at all. */
const MAX_ARCHIVE_BYTES = 8 * 1024 * 1024;

/**
 * Unpacks in the browser, and no more of it than a submission could have: an archive that grows without end ends there.
 * @throws UploadError
 */
export async function readArchive(kind: ArchiveKind, name: string, blob: Blob): Promise<FoundFile[]> {
  if (blob.size > MAX_ARCHIVE_BYTES)
    throw new UploadError(`${name} is larger than 8 MiB: pack only your program’s own source.`);
  try {
    return kind === 'zip' ? await readZip(name, blob) : await readTar(name, blob, kind === 'tar.gz');
  } catch (error) {
    if (error instanceof UploadError) throw error;
    throw new UploadError(`${name} cannot be unpacked: it is damaged, encrypted, or not a ${kind} file.`);
  }
}
