import type { Terminal } from '../terminal/terminal.js';

interface RunProgressOptions {
  /** Runs in all. */
  readonly total: number;
  readonly repeats: number;
  readonly quiet: boolean;
}

/** Shows the runs of a proof while they happen: a moving line on a terminal, a line for each program in a log. */
export class RunProgress {
  private started = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly options: RunProgressOptions,
  ) {}

  start(program: string, repeat: number): void {
    this.started += 1;
    const { total, repeats, quiet } = this.options;
    const turn = repeats === 1 ? '' : ` (${repeat} of ${repeats})`;
    if (!quiet) this.terminal.show(`run ${this.started} of ${total}  ${program}${turn}`);
  }

  /** A terminal shows the matrix at the end; a log shows that things move. @param runs of this program so far */
  end(program: string, runs: number, outcomes: string): void {
    if (this.terminal.live || this.options.quiet || runs < this.options.repeats) return;
    this.terminal.print(`ran ${program}: ${outcomes}`);
  }
}
