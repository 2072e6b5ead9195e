import { refusal, toFields, type Fields } from './fields.ts';
import { toBoolean } from './values.ts';

/** Something that a container finds at a place of its file system. */
export interface Mount {
  readonly type: string;
  /** Name of a volume, or path beside the Compose file; null when there is none. */
  readonly source: string | null;
  readonly target: string;
  readonly readOnly: boolean;
}

/** Without `.`, without doubled slashes, and without a slash at the end. */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const text = parts.join('/');
  if (path.startsWith('/')) return `/${text}`;
  return text === '' ? '.' : text;
}

/**
 * An entry of `volumes`, in the short or in the long syntax.
 * @see https://docs.docker.com/reference/compose-file/services/#volumes
 */
export function toMount(entry: unknown, path: string): Mount {
  return typeof entry === 'string' ? fromShort(entry, path) : fromLong(toFields(entry), path);
}

function fromShort(entry: string, path: string): Mount {
  const parts = entry.split(':');
  if (parts.length > 3 || parts.includes('')) throw refusal(path, `${JSON.stringify(entry)} is no volume`);
  const [first = '', second, options = ''] = parts;
  const source = second === undefined ? null : first;
  const target = second ?? first;
  const isPath = source !== null && /^[./~]/.test(source);
  return {
    type: isPath ? 'bind' : 'volume',
    source: isPath ? normalisePath(source) : source,
    target: normalisePath(target),
    readOnly: options.split(',').includes('ro'),
  };
}

function fromLong(entry: Fields, path: string): Mount {
  const { type, source, target } = entry;
  if (typeof type !== 'string' || typeof target !== 'string')
    throw refusal(path, 'an entry of volumes has no "type" or no "target"');
  const isPath = type === 'bind';
  return {
    type,
    source: typeof source === 'string' ? (isPath ? normalisePath(source) : source) : null,
    target: normalisePath(target),
    readOnly: toBoolean(entry.read_only, 'read_only'),
  };
}

/** An entry of `tmpfs`: a path, and options behind a colon. */
export const toTmpfs = (entry: string): Mount => ({
  type: 'tmpfs',
  source: null,
  target: normalisePath(entry.split(':')[0] ?? ''),
  readOnly: (entry.split(':')[1] ?? '').split(',').includes('ro'),
});

/** An entry of `secrets` or `configs`: what it is called above, and where its file is found. */
export interface Granted {
  readonly source: string;
  readonly target: string;
}

/**
 * @see https://docs.docker.com/reference/compose-file/services/#secrets
 * @see https://docs.docker.com/reference/compose-file/services/#configs
 */
export function toGranted(entry: unknown, folder: string, path: string): Granted {
  const { source, target } =
    typeof entry === 'string' ? { source: entry, target: undefined } : toFields(entry);
  if (typeof source !== 'string') throw refusal(path, 'an entry of secrets or configs has no "source"');
  const at = typeof target === 'string' ? target : source;
  return { source, target: normalisePath(at.startsWith('/') ? at : `${folder}/${at}`) };
}
