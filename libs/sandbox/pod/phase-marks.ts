/** What a subject's entrypoint announces on stderr, as `<nonce> <mark>`; `starting` on stdout as well, since neither stream waits for the other. */
export type PhaseMark = 'building' | 'build-failed' | 'starting';

const MARKS: readonly string[] = ['building', 'build-failed', 'starting'] satisfies PhaseMark[];
/** Longest line after the nonce that can still be a mark. */
const LONGEST_MARK = ' build-failed\n'.length;

/**
 * Finds and removes the marks in one of a subject's streams, also when they come in pieces or in the middle of a line.
 * Once the program is starting everything passes: what it prints from then on is its own. Nothing that could pass
 * a test depends on a mark; a program that learnt its nonce could only mislabel its own log.
 */
export class PhaseMarks {
  private held = '';
  private started = false;

  constructor(
    private readonly nonce: string,
    private readonly onMark: (mark: PhaseMark) => void,
    private readonly onOutput: (bytes: Buffer) => void,
  ) {}

  /** Whether what comes now is the program's own. */
  get hasStarted(): boolean {
    return this.started;
  }

  push(chunk: Buffer): void {
    // latin1 maps every byte to one character and back.
    let text = this.held + chunk.toString('latin1');
    this.held = '';
    while (text !== '') text = this.started ? this.pass(text, text.length) : this.take(text);
  }

  /** The stream ended: what was held back is output after all. */
  end(): void {
    this.pass(this.held, this.held.length);
    this.held = '';
  }

  private take(text: string): string {
    const at = text.indexOf(this.nonce);
    if (at === -1) return this.hold(text, text.length - overlap(text, this.nonce));
    if (at > 0) return this.pass(text, at);
    const end = text.indexOf('\n');
    if (end === -1) return this.hold(text, text.length < this.nonce.length + LONGEST_MARK ? 0 : text.length);
    return this.takeLine(text, end);
  }

  private takeLine(text: string, end: number): string {
    const mark = text.slice(this.nonce.length + 1, end);
    if (!isMark(mark)) return this.pass(text, end + 1);
    this.started = mark === 'starting';
    this.onMark(mark);
    return text.slice(end + 1);
  }

  /** Passes everything before `from` and keeps the rest until more arrives. */
  private hold(text: string, from: number): string {
    this.held = text.slice(from);
    this.pass(text, from);
    return '';
  }

  private pass(text: string, length: number): string {
    if (length > 0) this.onOutput(Buffer.from(text.slice(0, length), 'latin1'));
    return text.slice(length);
  }
}

const isMark = (word: string): word is PhaseMark => MARKS.includes(word);

/** Length of the longest end of `text` that is a beginning of `word`. */
function overlap(text: string, word: string): number {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length -= 1) {
    if (text.endsWith(word.slice(0, length))) return length;
  }
  return 0;
}
