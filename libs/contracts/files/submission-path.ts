import { countBytes } from './count-bytes.js';
import { INTAKE_LIMITS } from './submission-file.js';

const MAX_LEVELS = 6;
/** NAME_MAX of every file system the files could be unpacked on, in bytes. */
const MAX_NAME_BYTES = 255;
/** Ours to provide: libraries are part of the runtime's image, and a history is not a program. */
const RESERVED_NAMES = ['node_modules', '.git'];

/** Why a submitted file may not have this path, or null when it may. */
export function describePathMistake(path: string): string | null {
  if (path === '') return 'is an empty path';
  if (path.length > INTAKE_LIMITS.maxPathLength) {
    return `is longer than ${INTAKE_LIMITS.maxPathLength} characters`;
  }
  return describeForbiddenText(path) ?? describeForbiddenShape(path);
}

function describeForbiddenText(path: string): string | null {
  if (/\p{Surrogate}|\uFFFD/u.test(path)) return 'is not valid Unicode';
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return 'contains control characters';
  return path.includes('\\') ? 'contains a backslash; use / between folders' : null;
}

function describeForbiddenShape(path: string): string | null {
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute; give it relative to your folder';
  const names = path.split('/');
  if (names.includes('..')) return 'leaves the folder with ..';
  if (names.some((name) => name === '' || name === '.')) return 'has an empty or . part between its slashes';
  if (names.length > MAX_LEVELS) return `is deeper than ${MAX_LEVELS} levels`;
  if (names.some((name) => countBytes(name) > MAX_NAME_BYTES)) {
    return `has a name of more than ${MAX_NAME_BYTES} bytes`;
  }
  const reserved = names.find((name) => RESERVED_NAMES.includes(name.toLowerCase()));
  return reserved === undefined ? null : `lies in ${reserved}, which is not accepted: leave it out`;
}

/** Equal for paths that some file system would take for the same file. */
export function foldPath(path: string): string {
  return path.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC');
}
