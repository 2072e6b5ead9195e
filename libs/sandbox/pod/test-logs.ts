import { FAILURE_LIMITS, type TestLog } from '#contracts';
import type { LogTail } from './log-tail.js';

interface Writer {
  readonly index: number;
  readonly log: LogTail;
}

/**
 * What the instances of the learner's program write while one test runs. The grader lets a failed test stand for a
 * moment before it says so, and output arrives as it is written: what is there at the end of a test is of that test.
 */
export class TestLogs {
  private places = new Map<Writer, number>();

  constructor(private readonly writers: readonly Writer[]) {}

  /**
   * The word that a test started comes another way than the program's output, and may be overtaken by what the program wrote
   * for the test.
   * @param atUs when the grader said so, by the kernel's monotonic clock
   */
  testStarted(atUs = Number.NaN): void {
    this.places = new Map(this.writers.map((writer) => [writer, writer.log.placeAt(atUs)]));
  }

  /** What was written since the test started; null when that is nothing. */
  read(): TestLog | null {
    const wrote = [...this.places].filter(([{ log }, place]) => log.written > place);
    const share = Math.floor(FAILURE_LIMITS.log / Math.max(1, wrote.length)) - HEADING_LENGTH;
    const excerpts = wrote
      .map(([{ index, log }, place]) => ({ index, ...log.readFrom(place, share) }))
      .filter(({ text }) => text.trim() !== '');
    if (excerpts.length === 0) return null;
    const text = excerpts.map((excerpt) => this.head(excerpt.index) + excerpt.text).join('\n');
    return { text, cut: excerpts.some(({ cut }) => cut) };
  }

  private head(index: number): string {
    return this.writers.length === 1 ? '' : `--- instance ${index} ---\n`;
  }
}

/** Room for the line that names an instance. */
const HEADING_LENGTH = 32;
