import { PlatformFault } from '#contracts';
import { CommandError, EXIT_CODE } from './exit-code.js';
import { buildProgram } from './program.js';
import { Terminal } from './terminal/terminal.js';

const { stdout, stderr, env } = process;
const terminal = new Terminal({ stdout, stderr, env });
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// A reader that closes early (`| head`) is no mistake.
stdout.on('error', () => process.exit());

const context = { terminal, env, cwd: process.cwd(), signal: interrupted.signal };
const program = buildProgram(context, (exitCode) => {
  process.exitCode = exitCode;
});

try {
  await program.parseAsync();
} catch (error) {
  terminal.show('');
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (interrupted.signal.aborted) return EXIT_CODE.interrupted;
  if (error instanceof CommandError) {
    terminal.note(`touchstone: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof PlatformFault) {
    terminal.note(`touchstone: ${error.message} (${error.code}). Check this machine with: touchstone doctor`);
    return EXIT_CODE.ourFault;
  }
  terminal.note(
    `touchstone: a mistake in touchstone itself: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return EXIT_CODE.ourFault;
}
