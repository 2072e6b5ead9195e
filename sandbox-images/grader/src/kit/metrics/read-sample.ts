import { ExpositionMistake, type MetricSample } from './exposition.js';

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANKS = /[ \t]*/y;
/** Up to whatever needs a look: the end of the value, or an escape. */
const PLAIN_TEXT = /[^"\\]*/y;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };
const SPECIAL_VALUES: Readonly<Record<string, number>> = {
  NaN,
  Inf: Infinity,
  '+Inf': Infinity,
  '-Inf': -Infinity,
};

/**
 * One line with a value: `name{label="text",…} value [timestamp]`. The timestamp is read and left out.
 * @throws ExpositionMistake
 */
export function readSample(line: string): MetricSample {
  const cursor = new Cursor(line);
  const name = cursor.take(METRIC_NAME, 'the name of a metric');
  cursor.take(BLANKS);
  const labels = cursor.skip('{') ? readLabels(cursor) : {};
  return { name, labels, value: readRest(cursor.rest()) };
}

/** `Infinity` for `+Inf`; null for what is no number. */
export function readNumber(text: string): number | null {
  if (Object.hasOwn(SPECIAL_VALUES, text)) return SPECIAL_VALUES[text] ?? null;
  const value = /^[-+.0-9eE]+$/.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : null;
}

function readLabels(cursor: Cursor): Record<string, string> {
  const labels = new Map<string, string>();
  for (;;) {
    cursor.take(BLANKS);
    if (cursor.skip('}')) break;
    const name = cursor.take(LABEL_NAME, 'the name of a label');
    cursor.take(BLANKS);
    cursor.expect('=');
    cursor.take(BLANKS);
    cursor.expect('"');
    if (labels.has(name)) throw new ExpositionMistake(`the label ${name} is there twice`);
    labels.set(name, readText(cursor));
    cursor.take(BLANKS);
    if (cursor.skip(',')) continue;
    cursor.expect('}');
    break;
  }
  // fromEntries defines own properties, so that a label called __proto__ is only a label (threat H07).
  return Object.fromEntries(labels);
}

function readText(cursor: Cursor): string {
  let text = '';
  for (;;) {
    text += cursor.take(PLAIN_TEXT);
    if (cursor.skip('"')) return text;
    if (!cursor.skip('\\'))
      throw new ExpositionMistake(
        'the value of a label does not end on its line (a line feed in it is written \\n)',
      );
    const escaped = cursor.next();
    if (!Object.hasOwn(ESCAPES, escaped))
      throw new ExpositionMistake(`\\${escaped} in the value of a label: only \\\\, \\" and \\n are escapes`);
    text += ESCAPES[escaped];
  }
}

function readRest(rest: string): number {
  const [text = '', timestamp, ...more] = rest.split(/[ \t]+/).filter((token) => token !== '');
  const value = readNumber(text);
  if (value === null) throw new ExpositionMistake(`expected a number, got ${JSON.stringify(text)}`);
  if (timestamp !== undefined && !/^-?\d+$/.test(timestamp))
    throw new ExpositionMistake(`expected a timestamp in milliseconds, got ${JSON.stringify(timestamp)}`);
  if (more.length > 0)
    throw new ExpositionMistake(`${JSON.stringify(more[0])} after the value and its timestamp`);
  return value;
}

class Cursor {
  #at = 0;

  constructor(private readonly line: string) {}

  /** @param what must be there, when it is named */
  take(pattern: RegExp, what?: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.line)?.[0] ?? '';
    if (found === '' && what !== undefined) throw this.#missing(what);
    this.#at += found.length;
    return found;
  }

  skip(character: string): boolean {
    if (this.line[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.skip(character)) throw this.#missing(character);
  }

  next(): string {
    const character = this.line[this.#at] ?? '';
    this.#at += 1;
    return character;
  }

  rest(): string {
    return this.line.slice(this.#at);
  }

  #missing(what: string): ExpositionMistake {
    const rest = this.rest();
    const got = rest === '' ? 'the end of the line' : JSON.stringify(rest.slice(0, 20));
    return new ExpositionMistake(`expected ${what}, got ${got}`);
  }
}
