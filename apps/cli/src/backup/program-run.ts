import { Writable, type Readable } from 'node:stream';
import { LogTail } from '#sandbox';
import { CommandError, EXIT_CODE } from '../exit-code.js';

/** Programs that PostgreSQL ships for moving a database. */
export type ProgramName = 'pg_dump' | 'pg_restore' | 'psql';

export interface ProgramRun {
  readonly name: ProgramName;
  readonly args: readonly string[];
  /** Reaches the program by its environment, where no list of processes shows it. */
  readonly password?: string;
  readonly input?: Readable;
  readonly output?: Writable;
  readonly signal: AbortSignal;
}

/** Runs one of the programs to its end. @throws ProgramFailure with what it said */
export type RunProgram = (run: ProgramRun) => Promise<void>;

export class ProgramFailure extends CommandError {
  constructor(
    readonly program: ProgramName,
    readonly said: string,
  ) {
    super(`${program} failed: ${said || 'it said nothing'}`, EXIT_CODE.ourFault);
  }
}

const SAID_BYTES = 4096;

/** For the end of what a program says on stderr. */
export const listen = () => new LogTail(SAID_BYTES);

/** For what a program writes and nobody wants. */
export const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/**
 * Gives a program its input. It may be gone before that ends, and then the rest is not even read: its exit code says whether it
 * had read enough.
 */
export async function feed(input: Readable, stdin: Writable): Promise<void> {
  stdin.on('error', () => undefined);
  for await (const chunk of input as AsyncIterable<Buffer>) {
    if (!stdin.writable) return;
    await new Promise<void>((written) => stdin.write(chunk, () => written()));
  }
  stdin.end();
}

/**
 * What came of a run. A program that fails also stops reading: what it said tells more than the pipe that broke.
 * @throws ProgramFailure, or what went wrong with its input or output
 */
export function settleRun(
  name: ProgramName,
  exitCode: number | null,
  said: LogTail,
  flows: readonly PromiseSettledResult<unknown>[],
): void {
  if (exitCode !== 0) throw new ProgramFailure(name, said.read().trim());
  for (const flow of flows) if (flow.status === 'rejected') throw flow.reason;
}
