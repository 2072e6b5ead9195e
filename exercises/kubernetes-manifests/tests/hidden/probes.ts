import { at, fieldsAt, isFields, toList, type Fields } from './objects.ts';
import { orDefault } from './numbers.ts';
import { resolvePort, type Program } from './programs.ts';

/** A question that is put to a container again and again. */
export interface Probe {
  /** What it asks, in words: `GET /livez on 8080`, `mailer alive`. */
  readonly asks: string;
  /** Seconds from the first time that it can fail to what comes of it. */
  readonly patience: number;
  /** Seconds before it is asked for the first time. */
  readonly delay: number;
}

export function readProbe(
  program: Program,
  which: 'startupProbe' | 'livenessProbe' | 'readinessProbe',
): Probe | null {
  const fields = program.container[which];
  if (!isFields(fields)) return null;
  const every = Math.max(orDefault(fields.periodSeconds, 10), orDefault(fields.timeoutSeconds, 1));
  return {
    asks: toWords(fields, program),
    patience: every * orDefault(fields.failureThreshold, 3),
    delay: orDefault(fields.initialDelaySeconds, 0),
  };
}

export const askedBy = (probe: Probe | null): string => probe?.asks ?? 'nothing';

function toWords(fields: Fields, program: Program): string {
  const command = toList(at(fields, 'exec.command')).map(String);
  if (command.length > 0) return command.join(' ').replace(/^\S*sh -c /, '');
  if (isFields(fields.httpGet)) {
    const { path = '/', port } = fieldsAt(fields, 'httpGet');
    return `GET ${String(path)} on ${resolvePort(port, program) ?? 'no port'}`;
  }
  return Object.keys(fields).find((name) => ['tcpSocket', 'grpc'].includes(name)) ?? 'nothing';
}
