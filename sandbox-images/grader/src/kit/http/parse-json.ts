export interface JsonLimits {
  /** Deeper values would overflow the stack of whoever compares or prints them. */
  readonly maxDepth: number;
  /** Comparing and printing more values than this takes seconds (threat H10). */
  readonly maxValues: number;
}

export const BODY_LIMITS: JsonLimits = { maxDepth: 100, maxValues: 50_000 };

export type ParsedJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/** Parses hostile text of at most 1 MiB. `problem` completes the sentence "expected JSON, but …". */
export function parseJson(text: string, limits: JsonLimits): ParsedJson {
  const { depth, values } = measure(text);
  if (depth > limits.maxDepth)
    return { ok: false, problem: `it is nested deeper than ${limits.maxDepth} levels` };
  if (values > limits.maxValues) return { ok: false, problem: `it has more than ${limits.maxValues} values` };
  try {
    const value = JSON.parse(text) as unknown;
    return hasOnlyNumbers(value)
      ? { ok: true, value }
      : { ok: false, problem: 'it has a number beyond any number' };
  } catch {
    return { ok: false, problem: 'it is not JSON' };
  }
}

/** SECURITY: H07 `1e400` reads as Infinity, which is more than whatever a test compares it with. */
function hasOnlyNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(hasOnlyNumbers);
}

function measure(text: string): { depth: number; values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"') {
      i = findEndOfString(text, i + 1);
    } else if (character === '[' || character === '{') {
      depth += 1;
      values += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === ']' || character === '}') {
      depth -= 1;
    } else if (character === ',') {
      values += 1;
    }
  }
  return { depth: deepest, values };
}

function findEndOfString(text: string, start: number): number {
  let i = start;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
