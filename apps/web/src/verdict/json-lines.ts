/** One line of a text, and where in the JSON it is: `items[0].title`; empty for the whole, null in no JSON. */
export interface PlacedLine {
  readonly text: string;
  readonly place: string | null;
}

/** Longer texts, and deeper ones, stay as they came. */
const MAX_LENGTH = 64 * 1024;

/**
 * A body over several lines, a property or item on each. Tokens stay as they were sent (`1.0` stays `1.0`, a key that comes twice stays twice):
 * what is shown is what came. A text that is not JSON keeps its own lines.
 */
export function toPlacedLines(text: string): PlacedLine[] {
  if (!isJson(text)) return text.split('\n').map((line) => ({ text: line, place: null }));
  return new JsonLines(text).read();
}

function isJson(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gy;
const SPACE = /\s*/gy;
const INDENT = '  ';

/** Writes valid JSON token by token. */
class JsonLines {
  private readonly lines: PlacedLine[] = [];
  private line = '';
  private linePlace = '';
  private depth = 0;
  private at = 0;

  constructor(private readonly text: string) {}

  read(): PlacedLine[] {
    this.value('');
    this.flush();
    return this.lines;
  }

  private value(place: string): void {
    const token = this.take();
    if (token === '{') this.members('}', (key) => `${place}${place === '' ? '' : '.'}${key}`);
    else if (token === '[') this.members(']', (index) => `${place}[${index}]`);
  }

  private members(close: '}' | ']', join: (key: string | number) => string): void {
    if (this.peek() === close) return void this.take();
    const own = this.linePlace;
    this.depth += 1;
    for (let index = 0; this.peek() !== close; index += 1) {
      const key = close === '}' ? (JSON.parse(this.peek()) as string) : index;
      this.startLine(join(key));
      if (close === '}') {
        this.take();
        this.take();
        this.line += ' ';
      }
      this.value(join(key));
      if (this.peek() === ',') this.take();
    }
    this.depth -= 1;
    this.startLine(own);
    this.take();
  }

  private startLine(place: string): void {
    this.flush();
    this.line = INDENT.repeat(this.depth);
    this.linePlace = place;
  }

  private flush(): void {
    if (this.line.trim() !== '') this.lines.push({ text: this.line, place: this.linePlace });
  }

  private peek(): string {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)?.[0].length ?? 0;
    TOKEN.lastIndex = this.at;
    return TOKEN.exec(this.text)?.[0] ?? '';
  }

  private take(): string {
    const token = this.peek();
    this.at += token.length;
    this.line += token;
    return token;
  }
}

/**
 * The lines that say what is at a place, or, when there is nothing, those of what it would be in: for `items.length` or a missing
 * `items[3]` those of `items`. None for the whole.
 */
export function findLines(lines: readonly PlacedLine[], place: string): ReadonlySet<number> {
  for (let wanted = place; wanted !== ''; wanted = toParent(wanted)) {
    const found = lines.flatMap((line, index) => (isWithin(line.place, wanted) ? [index] : []));
    if (found.length > 0) return new Set(wanted === place ? found : found.slice(0, 1));
  }
  return new Set();
}

function isWithin(place: string | null, outer: string): boolean {
  if (place === null || !place.startsWith(outer)) return false;
  return place.length === outer.length || place[outer.length] === '.' || place[outer.length] === '[';
}

const toParent = (place: string): string =>
  place.slice(0, Math.max(0, place.search(/(?:\.[^.[]*|\[\d+\])$/)));
