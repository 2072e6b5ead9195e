import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cloneFolder } from './state-folder.js';
import type { Stage } from './test-stages.js';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const STAGE_TIMEOUT_MS = 25 * 60_000;

/** Runs one stage with its output here. */
export async function runStage(stage: Stage, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Counts> {
  if (stage.report) {
    await mkdir(dirname(stage.report), { recursive: true });
    await rm(stage.report, { force: true });
  }
  const [program, ...args] = stage.command;
  // jest prints its report to stdout as JSON as well; people read what goes to stderr.
  const stdout = stage.report ? 'ignore' : 'inherit';
  const child = spawn(program, args, {
    cwd: cloneFolder,
    env,
    stdio: ['ignore', stdout, 'inherit'],
    signal,
    // A run that leaks a handle never ends by itself; as a failure it is at least seen.
    timeout: STAGE_TIMEOUT_MS,
    killSignal: 'SIGTERM',
  });
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null)).once('close', resolve);
  });
  const report = stage.report ? await readFile(stage.report, 'utf8').catch(() => null) : null;
  return countTests(exitCode, report);
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/**
 * @param exitCode null when the program could not be run or was killed
 * @param report jest's JSON; null when the stage has none, or jest did not live to write it
 */
export function countTests(exitCode: number | null, report: string | null): Counts {
  if (report === null) return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(report) as JestReport;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // A failure that no test accounts for (a leak, a broken setup) must not pass for success.
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
