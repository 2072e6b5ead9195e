import type { Service } from './compose.ts';
import { at, toFields } from './fields.ts';
import { toMib, toNumber, toSeconds } from './values.ts';

/** The same said twice has to be the same, as Compose asks for. */
function oneOf(name: string, what: string, first: number | null, second: number | null): number | null {
  if (first !== null && second !== null && first !== second)
    throw new Error(`services.${name} has two different limits of ${what}: Compose does not take that.`);
  return first ?? second;
}

/**
 * The most memory of one container, in MiB; null without a limit.
 * @see https://docs.docker.com/reference/compose-file/services/#mem_limit
 * @see https://docs.docker.com/reference/compose-file/deploy/#resources
 */
export function memoryOf({ name, fields }: Service): number | null {
  const limit = oneOf(
    name,
    'memory',
    toMib(fields.mem_limit),
    toMib(at(fields, 'deploy.resources.limits.memory')),
  );
  return limit === 0 ? null : limit;
}

/** How many containers there are of a service. */
export const replicasOf = ({ fields }: Service): number =>
  toNumber(fields.scale, 'scale') ?? toNumber(at(fields, 'deploy.replicas'), 'replicas') ?? 1;

/** The most CPUs that one container uses; null without a limit. */
export function cpusOf({ name, fields }: Service): number | null {
  const limit = oneOf(
    name,
    'CPU',
    toNumber(fields.cpus, 'a number of CPUs'),
    toNumber(at(fields, 'deploy.resources.limits.cpus'), 'a number of CPUs'),
  );
  const quota = toNumber(fields.cpu_quota, 'cpu_quota');
  const period = toNumber(fields.cpu_period, 'cpu_period') ?? 100_000;
  const limits = [limit, quota === null ? null : quota / period, countCpus(fields.cpuset)].filter(
    (one): one is number => one !== null && one > 0,
  );
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Of a set such as `0-1,3`. */
function countCpus(set: unknown): number | null {
  if (typeof set !== 'string' && typeof set !== 'number') return null;
  return String(set)
    .split(',')
    .map((part) => part.split('-').map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0);
}

/** @see https://docs.docker.com/reference/compose-file/services/#stop_grace_period */
export const graceOf = ({ fields }: Service): number => toSeconds(fields.stop_grace_period) ?? 10;

/**
 * `no`, `on-failure`, `always` or `unless-stopped`.
 * @see https://docs.docker.com/reference/compose-file/services/#restart
 * @see https://docs.docker.com/reference/compose-file/deploy/#restart_policy
 */
export function restartOf({ name, fields }: Service): string {
  const { restart } = fields;
  if (restart !== undefined && restart !== null) {
    if (typeof restart !== 'string' || !/^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/.test(restart))
      throw new Error(`services.${name}.restart: Compose does not take ${JSON.stringify(restart)}.`);
    return restart.split(':')[0] ?? '';
  }
  const policy = at(fields, 'deploy.restart_policy');
  if (policy === undefined || policy === null) return 'no';
  const condition = String(toFields(policy).condition ?? 'any');
  return { none: 'no', any: 'unless-stopped' }[condition] ?? condition;
}

/**
 * The most that Docker keeps of a container's log, in MiB; text when it keeps none.
 * @see https://docs.docker.com/engine/logging/drivers/json-file/
 * @see https://docs.docker.com/engine/logging/drivers/local/
 */
export function logOf({ fields }: Service): number | string {
  const driver = String(at(fields, 'logging.driver') ?? 'json-file');
  const options = toFields(at(fields, 'logging.options'));
  const size = options['max-size'] === '-1' ? null : toMib(options['max-size']);
  const files = toNumber(options['max-file'], 'max-file');
  if (driver === 'json-file') return size === null ? Infinity : size * (files ?? 1);
  if (driver === 'local') return options['max-size'] === '-1' ? Infinity : (size ?? 20) * (files ?? 5);
  return `not kept, but sent to ${driver}`;
}
