import { Console } from 'node:console';

// Chalk, inside Jest's matchers, decides about colours when it is loaded: learners read plain text.
process.env['FORCE_COLOR'] = '0';

const write = process.stdout.write.bind(process.stdout);

// Frames are the only thing that may reach stdout. What a suite prints goes to the operator's log instead.
process.stdout.write = process.stderr.write.bind(process.stderr);
globalThis.console = new Console(process.stderr, process.stderr);

/** Writes to the real stdout. Imported first, before anything that could print. */
export function writeToStdout(text: string): void {
  write(text);
}
