import type { LintProblem } from '../exercise.js';

/** A text file that can say where in it something is wrong. */
export class SourceText {
  private lineStarts: number[] | undefined;

  /** @param path relative to the exercise folder */
  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  /** A problem at an offset in UTF-16 code units. */
  problem(offset: number, message: string, severity: LintProblem['severity'] = 'error'): LintProblem {
    return { file: this.path, ...this.position(offset), message, severity };
  }

  private position(offset: number): { line: number; column: number } {
    this.lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map((newline) => newline.index + 1)];
    const line = this.lineStarts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (this.lineStarts[line] ?? 0) + 1 };
  }
}

/** A problem of a file or folder as a whole. */
export function fileProblem(
  file: string,
  message: string,
  severity: LintProblem['severity'] = 'error',
): LintProblem {
  return { file, line: 1, column: 1, message, severity };
}
