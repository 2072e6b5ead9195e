import { runProgram } from './run-program.js';
import { Terminal } from './terminal/terminal.js';

const { stdin, stdout, stderr, env } = process;
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// A reader that closes early (`| head`) is no mistake.
stdout.on('error', () => process.exit());

const terminal = new Terminal({ stdout, stderr, env });
process.exitCode = await runProgram(process.argv.slice(2), {
  terminal,
  stdin,
  env,
  cwd: process.cwd(),
  signal: interrupted.signal,
});
