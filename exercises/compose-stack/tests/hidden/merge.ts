import { isFields, toFields, toList, toTexts, type Fields } from './fields.ts';
import { toGranted, toMount, toTmpfs } from './mounts.ts';
import { describePort, toPort } from './ports.ts';

/** `NAME=value` of a list, or a mapping; a name without a value is null. */
function toVariables(value: unknown): Fields {
  if (isFields(value)) return value;
  return Object.fromEntries(
    toTexts(value).map((entry) => {
      const end = entry.indexOf('=');
      return end < 0 ? [entry, null] : [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
}

/** A list of names, or a mapping by them. */
const toMapping = (value: unknown, otherwise: unknown): Fields =>
  isFields(value) ? value : Object.fromEntries(toTexts(value).map((name) => [name, otherwise]));

const DEPENDENCY = { condition: 'service_started', required: true };

/**
 * A service with each attribute in one of its forms, so that two files of different tastes can be merged.
 * What two entries of a list would be at odds about is in front of them.
 */
export function toCanonical(service: Fields, path: string): Fields {
  const keyed = (value: unknown, keyOf: (entry: unknown) => string): Fields =>
    Object.fromEntries(toList(value).map((entry) => [keyOf(entry), entry]));
  return {
    ...service,
    ...(service.environment === undefined ? {} : { environment: toVariables(service.environment) }),
    ...(service.depends_on === undefined ? {} : { depends_on: toMapping(service.depends_on, DEPENDENCY) }),
    ...(service.networks === undefined ? {} : { networks: toMapping(service.networks, null) }),
    ...(typeof service.build === 'string' ? { build: { context: service.build } } : {}),
    ...(service.tmpfs === undefined
      ? {}
      : { tmpfs: Object.fromEntries(toTexts(service.tmpfs).map((entry) => [toTmpfs(entry).target, entry])) }),
    ports: keyed(service.ports, (entry) => describePort(toPort(entry, path))),
    volumes: keyed(service.volumes, (entry) => toMount(entry, path).target),
    secrets: keyed(service.secrets, (entry) => toGranted(entry, '/run/secrets', path).target),
    configs: keyed(service.configs, (entry) => toGranted(entry, '/', path).target),
  };
}

/** Whose later value takes the place of the earlier one, whatever is in it. */
const REPLACED = ['command', 'entrypoint', 'healthcheck.test'];

/**
 * Two files as one: mappings entry by entry, lists one behind the other.
 * @see https://docs.docker.com/reference/compose-file/merge/
 */
export function mergeService(base: Fields, over: Fields): Fields {
  return toFields(mergeAt(base, over, ''));
}

function mergeAt(base: unknown, over: unknown, place: string): unknown {
  if (REPLACED.includes(place)) return over;
  if (over === undefined || over === null) return place.startsWith('environment.') ? over : base;
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  if (!isFields(base) || !isFields(over)) return over;
  // Entries of a list that share a key: the later one.
  if (/^(?:ports|volumes|secrets|configs|tmpfs)\./.test(place)) return over;
  if (place === 'logging' && changesDriver(base, over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over))
    merged[key] = key in base ? mergeAt(base[key], value, place === '' ? key : `${place}.${key}`) : value;
  return merged;
}

const changesDriver = (base: Fields, over: Fields): boolean =>
  base.driver !== undefined && over.driver !== undefined && base.driver !== over.driver;

/** Networks, volumes, secrets and configs by name. */
export const mergeResources = (base: Fields, over: Fields): Fields =>
  toFields(mergeAt(base, over, 'resources'));
