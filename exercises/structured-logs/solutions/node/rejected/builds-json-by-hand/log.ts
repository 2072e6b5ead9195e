import { AsyncLocalStorage } from 'node:async_hooks';

type Level = 'debug' | 'info' | 'warn' | 'error';

const SECRET_NAMES = new Set(['password', 'card', 'cvv', 'token', 'iban']);
const LONGEST = 256;

/** The correlation id of whatever runs now; undefined outside of requests. */
export const correlation = new AsyncLocalStorage<string>();

/** One line. JSON.stringify escapes line breaks, so that no value can begin a line of its own. */
export function log(level: Level, msg: string, members: object = {}): void {
  const correlationId = correlation.getStore();
  const rest = Object.entries(members).map(([name, value]) => `, "${name}": ${format(value)}`);
  const time = new Date().toISOString();
  console.log(`{"time": "${time}", "level": "${level}", "msg": "${msg}", "correlationId": "${correlationId}"${rest.join('')}}`);
}

function format(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(format).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value).map(([name, member]) => `"${name}": ${format(member)}`).join(', ')}}`;
}

/** A copy that may be logged: secrets replaced, long texts cut, at any depth. */
export function toLoggable(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (Array.isArray(value)) return value.map(toLoggable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_NAMES.has(name.toLowerCase()) ? '[redacted]' : toLoggable(member),
    ]),
  );
}
