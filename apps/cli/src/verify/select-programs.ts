import { labelProgram } from '#exercise-catalog';
import type { ProgramToRun } from '#judging';
import { CommandError } from '../exit-code.js';

/**
 * The programs whose label holds one of the texts, e.g. `node/rejected` or `forgets-expiry`; all without any.
 * @throws CommandError when a text fits none
 */
export function selectPrograms(programs: readonly ProgramToRun[], only: readonly string[]): ProgramToRun[] {
  const fits = (entry: ProgramToRun, text: string) => labelProgram(entry.program).includes(text);
  const unknown = only.find((text) => !programs.some((entry) => fits(entry, text)));
  if (unknown !== undefined) {
    const labels = programs.map(({ program }) => `  ${labelProgram(program)}`).join('\n');
    throw new CommandError(`no program fits ${unknown}; there are\n${labels}`);
  }
  return programs.filter((entry) => only.length === 0 || only.some((text) => fits(entry, text)));
}
