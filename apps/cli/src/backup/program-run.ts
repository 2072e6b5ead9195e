import type { Readable, Writable } from 'node:stream';
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

/**
 * What came of a run. A program that fails also stops reading: what it said tells more than the pipe that broke.
 * @throws ProgramFailure, or what went wrong with its input or output
 */
export function settleRun(
  name: ProgramName,
  exitCode: number | null,
  said: string,
  flows: readonly PromiseSettledResult<unknown>[],
): void {
  if (exitCode !== 0) throw new ProgramFailure(name, said);
  for (const flow of flows) if (flow.status === 'rejected') throw flow.reason;
}
