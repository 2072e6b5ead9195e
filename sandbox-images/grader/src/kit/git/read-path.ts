const MAX_FOLDERS = 10;
const ESCAPES = new Map(Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }));

/** A path as Git writes it: in quotes, with the escapes of C, when there is anything special in it. Null when it is none. */
export function readPath(text: string): string | null {
  const path = text.startsWith('"') ? unquote(text) : text;
  const parts = path?.split('/') ?? [];
  const isPath = parts.length > 0 && parts.length <= MAX_FOLDERS + 1 && parts.every(isName);
  return isPath ? path : null;
}

const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..';

function unquote(text: string): string | null {
  if (text.length < 2 || !text.endsWith('"')) return null;
  const bytes = (text.slice(1, -1).match(/\\[0-7]{3}|\\.|[^\\]+|\\/g) ?? []).map(toBytes);
  return bytes.includes(null) ? null : Buffer.concat(bytes.filter((one) => one !== null)).toString('utf8');
}

function toBytes(part: string): Buffer | null {
  if (!part.startsWith('\\')) return Buffer.from(part);
  const escaped = part.slice(1);
  const byte = escaped.length === 3 ? parseInt(escaped, 8) : ESCAPES.get(escaped);
  return byte === undefined ? null : Buffer.of(byte);
}
