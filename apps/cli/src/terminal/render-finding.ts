import type { LintProblem } from '#exercise-catalog';
import { formatProblem } from '../local/load-exercises.js';
import { toPrintable } from './printable.js';
import type { Style } from './style.js';

/** `file:line:column: error: message` */
export function renderFinding(dir: string, cwd: string, finding: LintProblem, style: Style): string {
  const word = finding.severity === 'error' ? style.red('error') : style.yellow('warning');
  return toPrintable(formatProblem(dir, cwd, finding)).replace(/: /, `: ${word}: `);
}
