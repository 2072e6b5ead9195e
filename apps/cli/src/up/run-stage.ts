import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { cloneFolder } from './state-folder.js';
import type { Stage } from './test-stages.js';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What to read first: a failed test's name with the beginning of its message, or the last lines of a program. */
  readonly failures: readonly string[];
}

const LINES_OF_A_TEST = 12;
const LINES_OF_A_PROGRAM = 20;
const TAIL_CHARACTERS = 8_000;

/** Runs one stage with its output here. */
export async function runStage(stage: Stage, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Counts> {
  if (stage.report) {
    await mkdir(dirname(stage.report), { recursive: true });
    await rm(stage.report, { force: true });
  }
  const [program, ...args] = stage.command;
  // jest prints its report to stdout as JSON as well; people read what goes to stderr.
  const stdout = stage.report ? 'ignore' : 'pipe';
  const child = spawn(program, args, {
    cwd: cloneFolder,
    env,
    stdio: ['ignore', stdout, 'inherit'],
    signal,
    timeout: stage.deadlineMs,
    killSignal: 'SIGTERM',
  });
  let tail = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    tail = (tail + text).slice(-TAIL_CHARACTERS);
  });
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null)).once('close', resolve);
  });
  const report = stage.report ? await readFile(stage.report, 'utf8').catch(() => null) : null;
  return countTests(exitCode, report, tail);
}

/** The part of jest's JSON that is read here. */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    /** Of a file that could not be run. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/**
 * @param exitCode null when the program could not be run or was killed
 * @param report jest's JSON; null when the stage has none, or jest did not live to write it
 * @param tail the end of what the program printed
 */
export function countTests(exitCode: number | null, report: string | null, tail = ''): Counts {
  if (report === null)
    return exitCode === 0 ? SUCCESS : { passed: 0, failed: 1, failures: [lastLines(tail)] };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    report,
  ) as JestReport;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  const failures = testResults.flatMap(listFailures);
  if (failed > 0 || exitCode === 0) return { passed: numPassedTests, failed, failures };
  // A failure that no test accounts for (a leak, a broken setup) must not pass for success.
  return {
    passed: numPassedTests,
    failed: 1,
    failures: [`jest ended with ${exitCode} though no test failed`],
  };
}

const SUCCESS: Counts = { passed: 1, failed: 0, failures: [] };

function listFailures({ name, message, assertionResults }: JestReport['testResults'][number]): string[] {
  const file = relative(cloneFolder, name);
  if (assertionResults.length === 0) return message ? [`${file}\n${firstLines(message)}`] : [];
  return assertionResults
    .filter(({ status }) => status === 'failed')
    .map(
      ({ fullName, failureMessages }) => `${file} › ${fullName}\n${firstLines(failureMessages.join('\n'))}`,
    );
}

const linesOf = (text: string) => stripVTControlCharacters(text).trim().split('\n');
const firstLines = (text: string) => linesOf(text).slice(0, LINES_OF_A_TEST).join('\n');
const lastLines = (text: string) => linesOf(text).slice(-LINES_OF_A_PROGRAM).join('\n');
