import { callFunction, combine, getProperty, isTruthy, toText } from './expression-values.ts';

/** What the names in an expression stand for: `github`, `matrix`, `secrets` … */
export type Context = Readonly<Record<string, unknown>>;

/** What `success()` and its sisters answer where the expression stands. */
export interface Status {
  readonly hasFailed: boolean;
  /** All before it went well; a job that was skipped did not. */
  readonly hasSucceeded: boolean;
}

const WELL: Status = { hasFailed: false, hasSucceeded: true };
/** No condition or group needs more, and the stack holds what is nested this deep. */
const MAX_LENGTH = 2000;

/** The value of an expression of GitHub Actions, without `${{ }}`. */
export function evaluate(text: string, context: Context, status: Status = WELL): unknown {
  if (text.length > MAX_LENGTH) throw new Error(`An expression has more than ${MAX_LENGTH} characters.`);
  return new Evaluation(text, context, status).run();
}

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign';
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const pattern = /\s*(?:('(?:[^']|'')*')|(\d[\d.]*)|([A-Za-z_][\w-]*)|(==|!=|<=|>=|&&|\|\||[!<>()[\],.*]))/y;
  const tokens: Token[] = [];
  for (let at = 0; text.slice(at).trim() !== ''; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const [, quoted, number, name, sign] = pattern.exec(text) ?? [];
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else throw mistakeIn(text);
  }
  return tokens;
}

const mistakeIn = (text: string): Error => new Error(`GitHub does not understand the expression: ${text}`);

/** From the weakest to the strongest. */
const OPERATORS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Evaluation {
  private at = 0;
  private readonly tokens: readonly Token[];
  private readonly text: string;
  private readonly context: Context;
  private readonly status: Status;

  constructor(text: string, context: Context, status: Status) {
    this.tokens = tokenize(text);
    this.text = text;
    this.context = context;
    this.status = status;
  }

  run(): unknown {
    const value = this.binary(0);
    if (this.at < this.tokens.length) throw mistakeIn(this.text);
    return value;
  }

  private binary(level: number): unknown {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let sign = this.takeSign(...operators); sign !== null; sign = this.takeSign(...operators))
      left = combine(sign, left, this.binary(level + 1));
    return left;
  }

  private unary(): unknown {
    return this.takeSign('!') === null ? this.path() : !isTruthy(this.unary());
  }

  private path(): unknown {
    let value = this.primary();
    for (let sign = this.takeSign('.', '['); sign !== null; sign = this.takeSign('.', '[')) {
      value = getProperty(value, sign === '.' ? this.member() : this.index());
    }
    return value;
  }

  private member(): string {
    if (this.takeSign('*') !== null) return '*';
    const token = this.tokens[this.at++];
    if (token?.kind !== 'name') throw mistakeIn(this.text);
    return token.text;
  }

  private index(): string {
    const name = this.takeSign('*') ?? toText(this.binary(0));
    this.expectSign(']');
    return name;
  }

  private primary(): unknown {
    if (this.takeSign('(') !== null) {
      const value = this.binary(0);
      this.expectSign(')');
      return value;
    }
    const token = this.tokens[this.at++];
    if (token?.kind === 'text') return token.text;
    if (token?.kind === 'number') return Number(token.text);
    if (token?.kind !== 'name') throw mistakeIn(this.text);
    if (this.takeSign('(') !== null) return callFunction(token.text, this.values(), this.status);
    return WORDS.has(token.text) ? WORDS.get(token.text) : getProperty(this.context, token.text);
  }

  private values(): unknown[] {
    const values: unknown[] = [];
    while (this.takeSign(')') === null) {
      if (values.length > 0) this.expectSign(',');
      values.push(this.binary(0));
    }
    return values;
  }

  private takeSign(...signs: readonly string[]): string | null {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return null;
    this.at += 1;
    return token.text;
  }

  private expectSign(sign: string): void {
    if (this.takeSign(sign) === null) throw mistakeIn(this.text);
  }
}
