// Takes the learner's files out of the tar that the worker has made of them: to start `tar` for it would cost each start 4 ms.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BLOCK = 512;
/** Where a header has its fields (POSIX.1-2024, pax, "ustar Interchange Format"). */
const NAME = [0, 100];
const SIZE = [124, 12];
const PREFIX = [345, 155];
const TYPE_AT = 156;
const FILE = '0';
const EXTENDED = 'x';

/**
 * @param {Buffer} archive of plain files: their folders are made, links and the like are no part of it
 * @param {string} folder that is there
 * @throws Error that names the file which could not be written, or says that the archive is cut short
 */
export function unpack(archive, folder) {
  let longer = null;
  for (let at = 0; ;) {
    const header = archive.subarray(at, (at += BLOCK));
    if (header.length < BLOCK) throw new Error('the archive is cut short');
    if (header[0] === 0) return;
    const size = parseInt(fieldOf(header, SIZE), 8);
    const body = archive.subarray(at, at + size);
    if (body.length < size) throw new Error('the archive is cut short');
    at += Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[TYPE_AT]);
    if (type === EXTENDED) longer = pathOf(body);
    else {
      if (type === FILE) write(folder, longer ?? join(fieldOf(header, PREFIX), fieldOf(header, NAME)), body);
      longer = null;
    }
  }
}

function fieldOf(header, [start, length]) {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
}

/** Of an extended header: its records are `<length> <keyword>=<value>\n`. Null when it says nothing of a path. */
function pathOf(body) {
  for (let at = 0; at < body.length;) {
    const length = parseInt(body.toString('latin1', at), 10);
    if (!(length > 0)) return null;
    const record = body.toString('utf8', body.indexOf(' ', at) + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice('path='.length);
    at += length;
  }
  return null;
}

function write(folder, path, content) {
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  } catch (error) {
    throw new Error(`${path} could not be written: ${error.message}`, { cause: error });
  }
}
