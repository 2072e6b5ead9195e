const HIDDEN_FIELDS = new Set(['level', 'time', 'name', 'context', 'msg', 'err', 'stack']);
/** Everything that moves a cursor, colours text, ends a line or turns the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A log entry for people at a terminal: `12:00:01 info  [JobQueue] message field=value`. */
export function prettyLine(json: string): string {
  const entry = JSON.parse(json) as Record<string, unknown>;
  const time = String(entry['time']).slice(11, 19);
  const context = entry['context'] === undefined ? '' : `[${printable(entry['context'])}] `;
  const fields = Object.entries(entry)
    .filter(([name]) => !HIDDEN_FIELDS.has(name))
    .map(([name, value]) => ` ${printable(name)}=${printable(value)}`)
    .join('');
  return `${time} ${String(entry['level']).padEnd(5)} ${context}${printable(entry['msg'] ?? '')}${fields}\n${stackOf(entry)}`;
}

/** Indented, so that no line of a stack can pass for an entry. */
function stackOf(entry: Record<string, unknown>): string {
  const err = entry['err'] as { stack?: unknown } | undefined;
  const stack = err?.stack ?? entry['stack'];
  if (typeof stack !== 'string') return '';
  return stack
    .split('\n')
    .map((line) => `    ${printable(line.trim())}\n`)
    .join('');
}

function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
