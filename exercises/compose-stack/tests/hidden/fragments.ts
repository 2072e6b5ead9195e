import { isFields, refusal, toFields, type Fields } from './fields.ts';

/**
 * The document with its merge keys carried out: what stands beside `<<` wins over what comes by it, and of a list the first.
 * @see https://docs.docker.com/reference/compose-file/fragments/
 */
export function mergeFragments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mergeFragments);
  if (!isFields(value)) return value;
  const { '<<': source, ...own } = value;
  const sources = (Array.isArray(source) ? source : [source]).map((one) => toFields(mergeFragments(one)));
  const merged: Record<string, unknown> = Object.assign({}, ...sources.toReversed());
  for (const [key, inner] of Object.entries(own)) merged[key] = mergeFragments(inner);
  return merged;
}

/**
 * The document with its variables filled in. None is set, so that defaults count; `$$` is a dollar sign.
 * @see https://docs.docker.com/reference/compose-file/interpolation/
 */
export function interpolate(value: unknown, path: string): unknown {
  if (typeof value === 'string') return fillIn(value, path);
  if (Array.isArray(value)) return value.map((one) => interpolate(one, path));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, interpolate(inner, path)]),
  ) satisfies Fields;
}

/** What every shell sets, as seen from the folder of the Compose file. */
const SET: Readonly<Record<string, string>> = { PWD: '.' };

function fillIn(text: string, path: string): string {
  let filled = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character !== '$') {
      filled += character;
      continue;
    }
    const next = text.charAt(index + 1);
    if (next === '$') {
      filled += '$';
      index += 1;
      continue;
    }
    const [name] = /^\w+/.exec(text.slice(index + 1)) ?? [];
    if (name !== undefined && /^[a-z_]/i.test(name)) {
      filled += SET[name] ?? '';
      index += name.length;
      continue;
    }
    const end = next === '{' ? findEnd(text, index + 1) : -1;
    if (end < 0)
      throw refusal(
        path,
        `there is a $ in ${JSON.stringify(text)} without a variable; write $$ for a dollar sign`,
      );
    filled += resolve(text.slice(index + 2, end), path);
    index = end;
  }
  return filled;
}

function findEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text.charAt(index) === '{') depth += 1;
    if (text.charAt(index) === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

function resolve(expression: string, path: string): string {
  const [, name, operator = '', operand = ''] = /^([a-z_]\w*)(?:(:?[-+?])(.*))?$/is.exec(expression) ?? [];
  if (name === undefined) throw refusal(path, `\${${expression}} is no variable`);
  const value = SET[name];
  if (operator.endsWith('?') && value === undefined)
    throw refusal(path, `the variable ${name} is not set: ${operand}`);
  if (operator.endsWith('-') && value === undefined) return fillIn(operand, path);
  if (operator.endsWith('+')) return value === undefined ? '' : fillIn(operand, path);
  return value ?? '';
}
