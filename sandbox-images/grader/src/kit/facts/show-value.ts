/** Values below this are hinted at: whoever reads has long lost the thread. */
const MAX_DEPTH = 40;
const BYTES_SHOWN = 128;

/**
 * A value as text for the learner: JSON over several lines, a property or item on each, and words for what JSON lacks.
 * SECURITY: H10: stops soon after `maxLength` characters, however large the value is.
 */
export function showValue(value: unknown, maxLength: number): string {
  return new ValueWriter(maxLength, '  ').write(value);
}

/** The same on one line. */
export function showInline(value: unknown, maxLength: number): string {
  return new ValueWriter(maxLength, null).write(value);
}

class ValueWriter {
  private left: number;

  constructor(
    maxLength: number,
    private readonly indent: string | null,
  ) {
    this.left = maxLength;
  }

  write(value: unknown, depth = 0): string {
    if (this.left <= 0) return '…';
    if (typeof value !== 'object' || value === null) return this.spend(this.showPrimitive(value));
    const text = showSpecial(value, this.left);
    if (text !== null) return this.spend(text);
    return depth >= MAX_DEPTH ? this.spend('…') : this.writeContainer(value, depth);
  }

  private writeContainer(value: object, depth: number): string {
    if (Array.isArray(value)) return this.wrap('[', ']', value, depth, (item) => this.write(item, depth + 1));
    if (value instanceof Set)
      return this.wrap('Set [', ']', value, depth, (item) => this.write(item, depth + 1));
    if (value instanceof Map) {
      return this.wrap('Map {', '}', value, depth, ([key, item]) => this.writeEntry(key, item, depth));
    }
    const entries = Object.entries(value);
    return this.wrap(`${nameOf(value)}{`, '}', entries, depth, ([key, item]) =>
      this.writeEntry(key, item, depth),
    );
  }

  private writeEntry(key: unknown, item: unknown, depth: number): string {
    return `${this.write(key, depth + 1)}: ${this.write(item, depth + 1)}`;
  }

  private wrap<Item>(
    open: string,
    close: string,
    items: Iterable<Item>,
    depth: number,
    show: (item: Item) => string,
  ): string {
    const shown: string[] = [];
    this.spend(open + close);
    for (const item of items) {
      if (this.left <= 0) {
        shown.push('…');
        break;
      }
      shown.push(show(item));
      this.left -= depth + 2;
    }
    if (shown.length === 0) return open + close;
    if (this.indent === null) return `${open}${shown.join(', ')}${close}`;
    const inner = this.indent.repeat(depth + 1);
    return `${open}\n${inner}${shown.join(`,\n${inner}`)}\n${this.indent.repeat(depth)}${close}`;
  }

  private showPrimitive(value: unknown): string {
    if (typeof value === 'string') return JSON.stringify(value.slice(0, this.left));
    if (typeof value === 'bigint') return `${value.toString().slice(0, this.left)}n`;
    return Object.is(value, -0) ? '-0' : String(value);
  }

  private spend(text: string): string {
    this.left -= text.length;
    return text;
  }
}

/** Objects that are one thing and not a collection of things; null for the rest. */
function showSpecial(value: object, maxLength: number): string | null {
  if (value instanceof Date) return `Date ${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()}`;
  if (value instanceof RegExp) return String(value).slice(0, maxLength);
  if (value instanceof Error) return `${value.name}: ${value.message.slice(0, maxLength)}`;
  if (value instanceof Uint8Array) return showBytes(value);
  if (isAsymmetric(value)) return value.toAsymmetricMatcher?.() ?? value.toString();
  return null;
}

/** Text where they are text: most bytes that a suite sends are. */
function showBytes(bytes: Uint8Array): string {
  const more = bytes.length > BYTES_SHOWN ? ` … (${bytes.length} bytes)` : '';
  const shown = Buffer.from(bytes.subarray(0, BYTES_SHOWN));
  if (shown.every(isTextByte)) return `bytes ${JSON.stringify(shown.toString('latin1'))}${more}`;
  return `bytes <${shown.toString('hex').replaceAll(/..(?=.)/g, '$& ')}${more}>`;
}

/** Printable ASCII, tab, and the ends of lines. */
const isTextByte = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;

interface AsymmetricMatcher {
  asymmetricMatch(other: unknown): boolean;
  toAsymmetricMatcher?(): string;
  toString(): string;
}

/** `expect.any(String)` and its kin. */
export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  if (typeof value !== 'object' || value === null || !('$$typeof' in value)) return false;
  return value.$$typeof === Symbol.for('jest.asymmetricMatcher');
}

function nameOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return '';
  const { name } = value.constructor;
  return typeof name === 'string' && name !== '' ? `${name} ` : '';
}
