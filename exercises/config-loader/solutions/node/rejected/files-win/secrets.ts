import { splitList, splitUrl, type Setting } from './types.ts';

const REDACTED = '[redacted]';

/** A function that hides these texts in any other one. */
export function createRedactor(texts: Iterable<string>): (text: string) => string {
  const hidden = [...new Set(texts)]
    .filter((text) => [...text].length >= 4)
    .sort((one, other) => other.length - one.length);
  if (hidden.length === 0) return (text) => text; // An empty pattern would be found everywhere.
  const pattern = new RegExp(hidden.map((text) => text.replace(/[^A-Za-z0-9]/g, toCodeUnit)).join('|'), 'g');
  return (text) => text.replace(pattern, () => REDACTED);
}

/** As a code unit, no character means anything to a pattern. */
const toCodeUnit = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What must not be printed of one text that a source has for this setting. */
export function listHidden(setting: Setting, text: string): string[] {
  const hidden: string[] = [];
  if (setting.secret) hidden.push(text);
  if (setting.secret && setting.type === 'list') hidden.push(...splitList(text));
  const password = setting.type === 'url' ? splitUrl(text)?.password : null;
  if (password) hidden.push(password, decode(password));
  return hidden;
}

export function listHiddenOfDefault({ secret, default: value }: Setting): string[] {
  if (!secret) return [];
  return [value].flat().filter((item) => typeof item === 'string');
}

export function toPrintable(setting: Setting, value: unknown): unknown {
  if (value === null) return null;
  if (setting.secret) return REDACTED;
  if (setting.type !== 'url' || typeof value !== 'string') return value;
  const url = splitUrl(value);
  if (!url?.password) return value;
  return url.before + REDACTED + value.slice(url.before.length + url.password.length);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone % is a character like any other to whoever chose the password.
  }
}
