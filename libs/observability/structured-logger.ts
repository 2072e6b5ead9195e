import type { LoggerService } from '@nestjs/common';
import pino from 'pino';
import { prettyLine } from './pretty-line.js';
import { redact } from './redact.js';

export type LogThreshold = 'debug' | 'info' | 'warn' | 'error';

export interface LogOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export interface LoggerSettings {
  readonly level: LogThreshold;
  /** The program that speaks, e.g. `api`. */
  readonly name: string;
  readonly output?: LogOutput;
}

const OUR_FIELDS = new Set(['level', 'time', 'name', 'msg']);

/** Contexts in which Nest lists every module and route at each start: of use to whoever debugs the wiring only. */
const WIRING: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
]);

/**
 * One line per entry: JSON, or short text on a terminal. Text in it is escaped, so nothing a learner sends can begin a
 * line; secrets are cut out by the names of their fields. Takes what Nest's Logger sends: message, then fields, an
 * error or a stack, then the context.
 */
export class StructuredLogger implements LoggerService {
  private readonly pino: pino.Logger;

  constructor({ level, name, output = process.stdout }: LoggerSettings) {
    const lines = output.isTTY ? { write: (line: string) => output.write(prettyLine(line)) } : output;
    this.pino = pino(
      {
        level,
        base: { name },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }), log: (fields) => redact(keepOurs(fields)) },
        // `redact` has already turned errors into plain fields.
        serializers: { err: (err: unknown) => err },
      },
      { write: (line) => void lines.write(line) },
    );
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: pino.Level, message: unknown, rest: readonly unknown[]): void {
    const fields = toFields(message, rest);
    const isWiring = level === 'info' && WIRING.has(fields['context']);
    this.pino[isWiring ? 'debug' : level](fields, toText(message));
  }
}

function toText(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? message.message : '';
}

/** A field with a name of ours would come second in the line, and whoever reads it would believe the second. */
function keepOurs(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [OUR_FIELDS.has(name) ? `${name}_` : name, value]),
  );
}

/** Nest puts the context last; anything else is a stack, an error, or fields. */
function toFields(message: unknown, rest: readonly unknown[]): Record<string, unknown> {
  const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
  const details = context === undefined ? rest : rest.slice(0, -1);
  const fields: Record<string, unknown> = context === undefined ? {} : { context };
  for (const detail of typeof message === 'string' ? details : [message, ...details]) {
    if (detail instanceof Error) fields['err'] = detail;
    else if (typeof detail === 'string') fields['stack'] = detail;
    else if (typeof detail === 'object' && detail !== null) Object.assign(fields, detail);
  }
  return fields;
}
