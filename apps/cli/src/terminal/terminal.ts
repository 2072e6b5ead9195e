import { createStyle, type Style } from './style.js';
import { toLine } from './printable.js';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A log has no edge; this keeps tables readable in one. */
const PLAIN_WIDTH = 160;
const CLEAR_LINE = '\r\u001B[2K';

/** Where a command writes: lasting lines, and below them one live line that is rewritten in place on a terminal. */
export class Terminal {
  readonly style: Style;
  /** A person looks at it: progress may move. */
  readonly live: boolean;
  private status = '';

  constructor(private readonly options: TerminalOptions) {
    const { stdout, env } = options;
    this.live = stdout.isTTY === true && env['TERM'] !== 'dumb' && !isSet(env['CI']);
    this.style = createStyle(
      isSet(env['FORCE_COLOR']) || (stdout.isTTY === true && this.live && !isSet(env['NO_COLOR'])),
    );
  }

  get width(): number {
    return this.options.stdout.columns ?? PLAIN_WIDTH;
  }

  /** Writes lasting lines above the live one. */
  print(text = ''): void {
    this.options.stdout.write(`${this.status === '' ? '' : CLEAR_LINE}${text}\n${this.status}`);
  }

  /** Writes a line for people beside the output proper (stderr), e.g. progress while stdout is JSON. */
  note(text: string): void {
    this.options.stderr.write(`${this.status === '' ? '' : CLEAR_LINE}${text}\n`);
    if (this.status !== '') this.options.stdout.write(this.status);
  }

  /** Sets the live line; nothing outside a terminal. An empty text removes it. */
  show(text: string): void {
    if (!this.live) return;
    const next = toLine(text, this.width - 1);
    if (next === this.status) return;
    this.options.stdout.write(`${this.status === '' ? '' : CLEAR_LINE}${next}`);
    this.status = next;
  }
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';
