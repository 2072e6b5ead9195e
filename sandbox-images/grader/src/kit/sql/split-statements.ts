/** One statement of a script, where it begins in it (a UTF-16 offset). */
export interface SqlStatement {
  readonly text: string;
  readonly offset: number;
}

/**
 * Cuts a script into statements as psql does: at semicolons outside of quotes, comments, parentheses and `BEGIN ATOMIC`
 * bodies. What is not SQL is left for the server to complain about. Reads each character once, whatever the text is.
 */
export function splitStatements(script: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let start = 0;
  let depth = 0;
  let body = new BodyTracker();
  const end = (at: number): void => {
    const statement = trim(script, start, at);
    if (statement !== null) statements.push(statement);
    start = at + 1;
    depth = 0;
    body = new BodyTracker();
  };
  for (let at = 0; at < script.length;) {
    const next = skipOpaque(script, at);
    if (next > at) {
      at = next;
      continue;
    }
    const character = script[at] ?? '';
    if (isWordStart(character)) {
      at = endOfWord(script, at, (word) => body.take(word));
      continue;
    }
    if (character === '(') depth += 1;
    if (character === ')') depth = Math.max(0, depth - 1);
    if (character === ';' && depth === 0 && !body.isOpen) end(at);
    at += 1;
  }
  end(script.length);
  return statements;
}

/** The first word of a statement, in upper case; empty when it begins with something else. */
export function firstWord({ text }: SqlStatement): string {
  return /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? '';
}

/** Knows whether a semicolon is inside the body of a function written in standard SQL. */
class BodyTracker {
  private previous = '';
  private depth = 0;

  get isOpen(): boolean {
    return this.depth > 0;
  }

  take(word: string): void {
    const upper = word.toUpperCase();
    if (upper === 'ATOMIC' && this.previous === 'BEGIN') this.depth += 1;
    if (upper === 'CASE' && this.isOpen) this.depth += 1;
    if (upper === 'END' && this.isOpen) this.depth -= 1;
    this.previous = upper;
  }
}

/** Behind the comment, quoted text or space that begins at `at`; `at` itself when none does. */
function skipOpaque(script: string, at: number): number {
  const character = script[at];
  if (character === '-' && script[at + 1] === '-') return endOfLine(script, at);
  if (character === '/' && script[at + 1] === '*') return endOfComment(script, at);
  if (character === "'") return endOfQuote(script, at, "'", isEscapeString(script, at));
  if (character === '"') return endOfQuote(script, at, '"', false);
  if (character === '$') return endOfDollarQuote(script, at);
  return at;
}

function endOfLine(script: string, at: number): number {
  const end = script.indexOf('\n', at);
  return end < 0 ? script.length : end + 1;
}

/** Comments nest in PostgreSQL. */
function endOfComment(script: string, start: number): number {
  let depth = 0;
  for (let at = start; at < script.length; at += 1) {
    const pair = script.slice(at, at + 2);
    if (pair !== '/*' && pair !== '*/') continue;
    depth += pair === '/*' ? 1 : -1;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return script.length;
}

/** `E'…'`, in which a backslash hides a quote. */
function isEscapeString(script: string, at: number): boolean {
  return /[eE]/.test(script[at - 1] ?? '') && !isWordPart(script[at - 2] ?? '');
}

function endOfQuote(script: string, start: number, quote: string, hasEscapes: boolean): number {
  for (let at = start + 1; at < script.length; at += 1) {
    if (hasEscapes && script[at] === '\\') at += 1;
    else if (script[at] === quote && script[at + 1] === quote) at += 1;
    else if (script[at] === quote) return at + 1;
  }
  return script.length;
}

/** Longer ones are longer than the names of PostgreSQL. */
const DOLLAR_TAG = /\$(?:[a-z_\u0080-\uffff][a-z0-9_\u0080-\uffff]{0,62})?\$/iy;

function endOfDollarQuote(script: string, start: number): number {
  DOLLAR_TAG.lastIndex = start;
  const tag = DOLLAR_TAG.exec(script)?.[0];
  if (tag === undefined) return start;
  const end = script.indexOf(tag, start + tag.length);
  return end < 0 ? script.length : end + tag.length;
}

const isWordStart = (character: string): boolean => /[a-z_\u0080-\uffff]/i.test(character);
const isWordPart = (character: string): boolean => /[a-z0-9_$\u0080-\uffff]/i.test(character);

function endOfWord(script: string, start: number, take: (word: string) => void): number {
  let at = start + 1;
  while (at < script.length && isWordPart(script[at] ?? '')) at += 1;
  take(script.slice(start, Math.min(at, start + 8)));
  return at;
}

/** The statement between two places, without what surrounds it; null for comments and space alone. */
function trim(script: string, start: number, end: number): SqlStatement | null {
  let from = start;
  for (;;) {
    while (from < end && /\s/.test(script[from] ?? '')) from += 1;
    const isComment = script.startsWith('--', from) || script.startsWith('/*', from);
    if (!isComment) break;
    from = skipOpaque(script, from);
  }
  return from >= end ? null : { text: script.slice(from, end).trimEnd(), offset: from };
}
