import { CommanderError } from 'commander';
import { PlatformFault } from '#contracts';
import type { Context } from './context.js';
import { CommandError, EXIT_CODE } from './exit-code.js';
import { buildProgram } from './program.js';

/**
 * Runs one command line (without `node` and the program's name).
 * @returns the exit code; what went wrong was told on stderr
 */
export async function runProgram(words: readonly string[], context: Context): Promise<number> {
  let exitCode: number = EXIT_CODE.ok;
  const program = buildProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    context.terminal.show('');
    return explain(error, context);
  }
}

function explain(error: unknown, { terminal, signal }: Context): number {
  // Commander has told it already.
  if (error instanceof CommanderError) return error.exitCode;
  if (signal.aborted) return EXIT_CODE.interrupted;
  if (error instanceof CommandError) {
    terminal.note(`touchstone: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof PlatformFault) {
    terminal.note(`touchstone: ${error.message} (${error.code}). Check this machine with: touchstone doctor`);
    return EXIT_CODE.ourFault;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.note(`touchstone: a mistake in touchstone itself: ${trace}`);
  return EXIT_CODE.ourFault;
}
