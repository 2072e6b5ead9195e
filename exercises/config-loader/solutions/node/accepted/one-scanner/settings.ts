export interface Setting {
  type: keyof typeof CHECKS;
  default?: unknown;
  defaultIn?: string[];
  optional?: boolean;
  allowEmpty?: boolean;
  secret?: boolean;
  min?: number;
  max?: number;
  values?: string[];
  schemes?: string[];
}

const WORDS = new Map([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);

const UNITS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['d', 24 * 60 * 60 * 1000],
]);

type Check = (text: string, setting: { values?: string[]; schemes?: string[] }) => unknown;

/** Each gives the value of a text, or null when the text is none of its type. */
export const CHECKS = {
  string: (text) => text,
  integer: (text) => readWhole(text.startsWith('-') ? text.slice(1) : text, text.startsWith('-') ? -1 : 1),
  boolean: (text) => WORDS.get(text.toLowerCase()) ?? null,
  choice: (text, { values }) => (values?.includes(text) ? text : null),
  duration: (text) => {
    const unit = /[a-z]*$/.exec(text)![0];
    return UNITS.has(unit) ? readWhole(text.slice(0, -unit.length), UNITS.get(unit)!) : null;
  },
  list: (text) => {
    const items = text.split(',').map((item) => /^[ \t]*(.*?)[ \t]*$/s.exec(item)![1]);
    return items.every((item) => item !== '') ? items : null;
  },
  url: (text, { schemes }) => {
    const url = readUrl(text);
    return url && schemes?.includes(url.scheme) ? text : null;
  },
} satisfies Record<string, Check>;

function readWhole(digits: string, factor: number): number | null {
  const isPlain = /^[0-9]+$/.test(digits) && (digits === '0' || !digits.startsWith('0'));
  const number = isPlain ? Number(digits) * factor : NaN;
  if (!Number.isSafeInteger(number)) return null;
  return number === 0 ? 0 : number;
}

/** Taken apart from the outside in: scheme, then what ends the authority, then the user before the @, then the port. */
export function readUrl(text: string) {
  const colon = text.indexOf('://');
  if (colon < 1 || /\s/.test(text)) return null;
  const scheme = text.slice(0, colon);
  const start = colon + 3;
  const length = text.slice(start).search(/[/?#]/);
  const end = length === -1 ? text.length : start + length;
  const at = text.lastIndexOf('@', end - 1);
  const hasUser = at >= start;
  const [user = '', ...passwords] = hasUser ? text.slice(start, at).split(':') : [];
  const [host, ...ports] = text.slice(hasUser ? at + 1 : start, end).split(':');
  const password = passwords.length > 0 ? passwords.join(':') : null;
  const isWell =
    !/[/?#@:]/.test(scheme) &&
    host !== '' &&
    !user.includes('@') &&
    !password?.includes('@') &&
    ports.length <= 1 &&
    ports.every((port) => /^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65_535);
  if (!isWell) return null;
  return { scheme, password, head: text.slice(0, start + user.length + 1), tail: text.slice(at) };
}
