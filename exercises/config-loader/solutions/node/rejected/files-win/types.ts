export interface Setting {
  type: 'string' | 'integer' | 'boolean' | 'choice' | 'duration' | 'list' | 'url';
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

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const TRUE = ['true', 'yes', 'on', '1'];
const FALSE = ['false', 'no', 'off', '0'];

/** The value that a text stands for, or undefined when it is none of this type. */
export const READERS: Record<Setting['type'], (text: string, setting: Setting) => unknown> = {
  string: (text) => text,
  integer: (text) => (/^-?(0|[1-9][0-9]*)$/.test(text) ? toSafe(Number(text)) : undefined),
  boolean: (text) => {
    const word = text.toLowerCase();
    return TRUE.includes(word) ? true : FALSE.includes(word) ? false : undefined;
  },
  choice: (text, { values = [] }) => (values.includes(text) ? text : undefined),
  duration: (text) => {
    const [, number, unit] = /^(0|[1-9][0-9]*)(ms|s|m|h|d)$/.exec(text) ?? [];
    return unit === undefined ? undefined : toSafe(Number(number) * UNITS[unit]!);
  },
  list: (text) => {
    const items = splitList(text);
    return items.includes('') ? undefined : items;
  },
  url: (text, { schemes = [] }) => {
    const url = splitUrl(text);
    return url && schemes.includes(url.scheme) ? text : undefined;
  },
};

// -0 + 0 is 0.
const toSafe = (number: number) => (Number.isSafeInteger(number) ? number + 0 : undefined);

export const splitList = (text: string) => text.split(',').map((item) => item.replace(/^[ \t]+|[ \t]+$/g, ''));

const URL_FORM =
  /^([^\s:/?#@]+):\/\/(?:([^\s/?#@:]*)(?::([^\s/?#@]*))?@)?[^\s/?#@:]+(?::([0-9]+))?(?:[/?#]\S*)?$/;

/** The parts of a URL that matter here, or null. `before` is what stands before the password. */
export function splitUrl(text: string): { scheme: string; password: string | null; before: string } | null {
  const [all, scheme, user, password, port] = URL_FORM.exec(text) ?? [];
  if (all === undefined || scheme === undefined) return null;
  if (port !== undefined && (/^0/.test(port) || Number(port) > 65_535)) return null;
  return { scheme, password: password ?? null, before: `${scheme}://${user ?? ''}:` };
}
