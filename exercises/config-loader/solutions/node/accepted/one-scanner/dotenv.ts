type Texts = Record<string, string>;
type Code = 'bad-line' | 'duplicate' | 'undefined-variable' | 'unclosed-quote';

/** Thrown within one entry and caught around it. */
class EntryProblem extends Error {
  readonly code: Code;

  constructor(code: Code) {
    super(code);
    this.code = code;
  }
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
  ['$', '$'],
]);

export function parseDotenv(text: string, env: Texts) {
  const reader = new Reader(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'), env);
  const problems: { line: number; code: Code }[] = [];
  while (!reader.isAtEnd()) {
    const line = reader.line();
    try {
      reader.readLine();
    } catch (error) {
      if (!(error instanceof EntryProblem)) throw error;
      problems.push({ line, code: error.code });
      if (error.code === 'unclosed-quote') break;
    }
    reader.skipRestOfLine();
  }
  return { values: Object.fromEntries(reader.values), problems };
}

/** Walks through the text once, one character after the other. */
class Reader {
  readonly values = new Map<string, string>();
  #at = 0;
  #line = 1;
  #counted = 0;
  readonly #text: string;
  readonly #env: Texts;

  constructor(text: string, env: Texts) {
    this.#text = text;
    this.#env = env;
  }

  isAtEnd = () => this.#at >= this.#text.length;

  line(): number {
    for (; this.#counted < this.#at; this.#counted += 1)
      if (this.#text[this.#counted] === '\n') this.#line += 1;
    return this.#line;
  }

  skipRestOfLine(): void {
    while (!this.isAtEnd() && this.#here() !== '\n') this.#at += 1;
    this.#at += 1;
  }

  readLine(): void {
    this.#skipBlanks();
    if (this.isAtEnd() || this.#here() === '\n' || this.#here() === '#') return;
    const name = this.#readName();
    const value = this.#readValue();
    if (this.values.has(name)) throw new EntryProblem('duplicate');
    if (value === null) throw new EntryProblem('undefined-variable');
    this.values.set(name, value);
  }

  #readName(): string {
    let name = this.#takeName();
    const hadBlanks = this.#skipBlanks();
    if (name === 'export' && hadBlanks && this.#here() !== '=') {
      name = this.#takeName();
      this.#skipBlanks();
    }
    if (name === null || this.#here() !== '=') throw new EntryProblem('bad-line');
    this.#at += 1;
    return name;
  }

  /** Null when it names a variable that there is not. */
  #readValue(): string | null {
    const start = this.#at;
    this.#skipBlanks();
    const quote = this.#here();
    if (quote !== '"' && quote !== "'") {
      this.#at = start; // The blank before a # may be the first one.
      return this.#readUnquoted();
    }
    this.#at += 1;
    const value = this.#readQuoted(quote);
    const hadBlanks = this.#skipBlanks();
    const isClean = this.isAtEnd() || this.#here() === '\n' || (hadBlanks && this.#here() === '#');
    if (!isClean) throw new EntryProblem('bad-line');
    return value;
  }

  #readUnquoted(): string | null {
    let value: string | null = '';
    // Blanks count once something follows them; those at the ends never do.
    let blanks = '';
    let isEmpty = true;
    while (!this.isAtEnd() && this.#here() !== '\n') {
      if (isBlank(this.#here())) {
        blanks += this.#takeCharacter();
        continue;
      }
      if (this.#here() === '#' && blanks !== '') break;
      if (!isEmpty) value = join(value, blanks);
      value = join(value, this.#readVariable() ?? this.#takeCharacter());
      blanks = '';
      isEmpty = false;
    }
    return value;
  }

  #readQuoted(quote: string): string | null {
    let value: string | null = '';
    while (this.#here() !== quote) {
      if (this.isAtEnd()) throw new EntryProblem('unclosed-quote');
      const part =
        quote === "'"
          ? this.#takeCharacter()
          : (this.#readEscape() ?? this.#readVariable() ?? this.#takeCharacter());
      value = join(value, part);
    }
    this.#at += 1;
    return value;
  }

  #readEscape(): string | null {
    const stands = this.#here() === '\\' ? ESCAPES.get(this.#text[this.#at + 1] ?? '') : undefined;
    if (stands === undefined) return null;
    this.#at += 2;
    return stands;
  }

  /** Null when there is no variable here; MISSING when there is one without a value. */
  #readVariable(): string | typeof MISSING | null {
    if (!this.#text.startsWith('${', this.#at)) return null;
    const before = this.#at;
    this.#at += 2;
    const name = this.#takeName();
    if (name === null || this.#here() !== '}') {
      this.#at = before;
      return null;
    }
    this.#at += 1;
    if (Object.hasOwn(this.#env, name)) return this.#env[name]!;
    return this.values.get(name) ?? MISSING;
  }

  #takeName(): string | null {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0] ?? null;
    this.#at += name?.length ?? 0;
    return name;
  }

  #takeCharacter(): string {
    this.#at += 1;
    return this.#text[this.#at - 1]!;
  }

  #skipBlanks(): boolean {
    const start = this.#at;
    while (isBlank(this.#here())) this.#at += 1;
    return this.#at > start;
  }

  #here = () => this.#text[this.#at] ?? '';
}

const MISSING = Symbol('missing');

const isBlank = (character: string) => character === ' ' || character === '\t';

const join = (value: string | null, part: string | typeof MISSING): string | null =>
  value === null || part === MISSING ? null : value + part;
