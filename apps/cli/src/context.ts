import type { Readable } from 'node:stream';
import type { Terminal } from './terminal/terminal.js';

/** What every command works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C: stop, clean up, leave. */
  readonly signal: AbortSignal;
}
