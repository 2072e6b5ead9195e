import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { explainOutput, Failure } from './failure.mjs';

/**
 * Runs a program and hands over its lines.
 * @param {string} what its name in a failure
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: Record<string, string>, onLine?: (line: string) => void }} [options]
 * @returns {Promise<string>} the end of its output
 * @throws {Failure} when it ends with anything but 0
 */
export async function runProgram(what, [program, ...args], { cwd, env, onLine } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill();
  process.once('exit', end);
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.splice(0, Math.max(0, lines.push(line) - 60));
      if (line.trim()) onLine?.(line.trim());
    });
  }
  const exitCode = await new Promise((resolve) => {
    child.on('error', (error) => {
      lines.push(error.message);
      resolve(127);
    });
    child.on('close', resolve);
  });
  process.removeListener('exit', end);
  const output = lines.join('\n');
  if (exitCode !== 0) throw new Failure(explainOutput(what, output));
  return output;
}
