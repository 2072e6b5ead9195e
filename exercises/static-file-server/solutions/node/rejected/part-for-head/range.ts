export interface Range {
  first: number;
  last: number;
}

/** The bytes that a Range header asks for; null when it is to be ignored. */
export function parseRange(header: string | undefined, size: number): Range | 'unsatisfiable' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;

  // A number too large for a double becomes Infinity or loses its last digits: either way it is behind the end of a file.
  if (from === '') {
    return Number(to) === 0 || size === 0
      ? 'unsatisfiable'
      : { first: Math.max(0, size - Number(to)), last: size - 1 };
  }
  if (to !== '' && BigInt(to) < BigInt(from)) return null;
  if (Number(from) >= size) return 'unsatisfiable';
  return { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}
