import { artifact } from '@touchstone/kit';
import { at, isFields, refusal, toFields, toTexts, type Fields } from './fields.ts';
import { interpolate, mergeFragments } from './fragments.ts';
import { refuseUnknownKeys } from './known-keys.ts';
import { mergeResources, mergeService, toCanonical } from './merge.ts';
import { normalisePath, toGranted, toMount, toTmpfs, type Granted, type Mount } from './mounts.ts';
import { toPort, type Port } from './ports.ts';
import { toBoolean } from './values.ts';
import { toWords } from './words.ts';

/** The file of the server, and the one that developers have beside it. */
const SERVER = 'compose.yaml';
const OVERRIDE = 'compose.override.yaml';

export interface Dependency {
  readonly on: string;
  readonly condition: string;
  readonly required: boolean;
}

/** A file that a service is given under `secrets`. */
export interface SecretFile extends Granted {
  /** Path on the machine, beside the Compose file; null when it does not come from a file. */
  readonly file: string | null;
}

export interface Service {
  readonly name: string;
  readonly fields: Fields;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly dependsOn: readonly Dependency[];
  readonly networks: readonly string[];
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  readonly secrets: readonly SecretFile[];
}

export interface Stack {
  readonly services: ReadonlyMap<string, Service>;
  /** Names of the networks that lead nowhere else. */
  readonly internal: ReadonlySet<string>;
}

/** `docker compose -f compose.yaml`. */
export const readServer = (): Stack => toStack(readDocument(SERVER), SERVER);

/** `docker compose`, which takes both files. */
export function readDevelopment(): Stack {
  const base = readDocument(SERVER);
  const over = readDocument(OVERRIDE);
  const merged: Record<string, unknown> = { ...base, ...over };
  for (const kind of RESOURCES) merged[kind] = mergeResources(toFields(base[kind]), toFields(over[kind]));
  const services: Record<string, unknown> = { ...toFields(base.services) };
  for (const [name, service] of Object.entries(toFields(over.services)))
    services[name] = mergeService(toFields(services[name]), toFields(service));
  return toStack({ ...merged, services }, `${SERVER} with ${OVERRIDE}`);
}

const RESOURCES = ['networks', 'volumes', 'secrets', 'configs'];
const NOT_READ = ['extends', 'profiles', 'volumes_from', 'provider'];

function readDocument(path: string): Fields {
  if (/^[^#\n]*\s!(?:reset|override)\b/m.test(artifact.text(path)))
    throw new Error(`${path}: the tags !reset and !override are not read here. It works without them.`);
  const document = interpolate(mergeFragments(artifact.yaml(path)), path);
  if (!isFields(document) || !isFields(document.services))
    throw refusal(path, 'it is no mapping with "services"');
  refuseUnknownKeys(document, path);
  if (document.include !== undefined) throw new Error(`${path}: include is not read here.`);
  const services = Object.entries(document.services).map(([name, service]) => {
    if (!isFields(service)) throw refusal(path, `services.${name} is no mapping`);
    const unread = NOT_READ.find((key) => service[key] !== undefined);
    if (unread !== undefined) throw new Error(`${path}: services.${name}.${unread} is not read here.`);
    if (service.user !== undefined && typeof service.user !== 'string')
      throw refusal(path, `services.${name}.user is no text; put the number in quotes`);
    return [name, toCanonical(service, path)];
  });
  return { ...document, services: Object.fromEntries(services) };
}

function toStack(document: Fields, path: string): Stack {
  for (const kind of RESOURCES)
    for (const [name, one] of Object.entries(toFields(document[kind])))
      if (![undefined, null, false].includes(at(one, 'external') as null))
        throw new Error(`${path}: ${kind}.${name} is external, and nobody has made it.`);
  const services = new Map(
    Object.entries(toFields(document.services)).map(([name, service]) => [
      name,
      toService(name, toFields(service), document, path),
    ]),
  );
  refuseUnknownDependencies(services, path);
  const internal = Object.entries(toFields(document.networks))
    .filter(([name, network]) => toBoolean(at(network, 'internal'), `networks.${name}.internal`))
    .map(([name]) => name);
  return { services, internal: new Set(internal) };
}

function toService(name: string, fields: Fields, document: Fields, path: string): Service {
  const named = `services.${name}`;
  if (fields.image === undefined && fields.build === undefined)
    throw refusal(path, `${named} has no image and nothing to build one from`);
  const secrets = Object.values(toFields(fields.secrets)).map((entry): SecretFile => {
    const granted = toGranted(entry, '/run/secrets', path);
    return { ...granted, file: findFile(document, 'secrets', granted.source, `${path}: ${named}`) };
  });
  return {
    name,
    fields,
    command: [...toWords(fields.entrypoint), ...toWords(fields.command)],
    environment: toEnvironment(fields, path),
    dependsOn: Object.entries(toFields(fields.depends_on)).map(([on, entry]) => ({
      on,
      condition: String(at(entry, 'condition') ?? 'service_started'),
      required: at(entry, 'required') === undefined || toBoolean(at(entry, 'required'), 'required'),
    })),
    networks: toNetworks(fields, document, `${path}: ${named}`),
    ports: Object.values(toFields(fields.ports)).map((entry) => toPort(entry, path)),
    mounts: toMounts(fields, document, path, named),
    secrets,
  };
}

/** The path of a secret or a config, beside the Compose file. */
function findFile(document: Fields, kind: string, name: string, place: string): string | null {
  const found = toFields(document[kind])[name];
  if (found === undefined) throw new Error(`${place} has one of the ${kind} that is not declared: ${name}.`);
  const file = at(found, 'file');
  return typeof file === 'string' ? normalisePath(file) : null;
}

/** What stands in the service wins over what comes from its files. */
function toEnvironment(fields: Fields, path: string): Record<string, string> {
  const files = Array.isArray(fields.env_file) ? fields.env_file : [fields.env_file];
  const ofFiles = files.flatMap((entry) => {
    const name = isFields(entry) ? entry.path : entry;
    if (name === undefined || name === null) return [];
    const file = normalisePath(String(name));
    if (isFields(entry) && entry.required === false && !artifact.files().includes(file)) return [];
    if (!artifact.files().includes(file)) throw refusal(path, `there is no ${file} to take variables from`);
    return [...artifact.text(file).matchAll(/^\s*(?:export\s+)?([A-Z_a-z]\w*)\s*=\s*(.*?)\s*$/gm)].map(
      ([, variable, value]) => [variable, (value ?? '').replace(/^(["'])(.*)\1$/, '$2')] as const,
    );
  });
  const own = Object.entries(toFields(fields.environment)).map(
    ([variable, value]) => [variable, value === null ? null : String(value)] as const,
  );
  return Object.fromEntries(
    [...new Map<string, string | null>([...(ofFiles as [string, string][]), ...own])].filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );
}

function toNetworks(fields: Fields, document: Fields, place: string): string[] {
  if (fields.network_mode !== undefined) return [];
  const names = Object.keys(toFields(fields.networks));
  for (const name of names)
    if (name !== 'default' && !(name in toFields(document.networks)))
      throw new Error(`${place} is in a network that is not declared: ${name}.`);
  return names.length === 0 ? ['default'] : names;
}

function toMounts(fields: Fields, document: Fields, path: string, named: string): Mount[] {
  const volumes = Object.values(toFields(fields.volumes)).map((entry) => toMount(entry, path));
  for (const { type, source } of volumes)
    if (type === 'volume' && source !== null && !(source in toFields(document.volumes)))
      throw new Error(`${path}: ${named} has a volume that is not declared: ${source}.`);
  const placed = volumes.map((mount) => toPlaced(mount, toFields(document.volumes)));
  const configs = Object.values(toFields(fields.configs)).map((entry): Mount => {
    const { source, target } = toGranted(entry, '/', path);
    const file = findFile(document, 'configs', source, `${path}: ${named}`);
    return { type: 'config', source: file, target, readOnly: true };
  });
  const mounts = [...placed, ...configs, ...toTexts(Object.values(toFields(fields.tmpfs))).map(toTmpfs)];
  const twice = mounts.find((one, index) => mounts.findIndex(({ target }) => target === one.target) < index);
  if (twice !== undefined) throw refusal(path, `${named} mounts two things at ${twice.target}`);
  return mounts;
}

/** A volume whose driver shows a folder of the server is a bind mount by another name. */
function toPlaced(mount: Mount, declared: Fields): Mount {
  if (mount.type !== 'volume' || mount.source === null) return mount;
  const { device } = toFields(toFields(declared[mount.source]).driver_opts);
  return typeof device === 'string' && device.startsWith('/')
    ? { ...mount, type: 'bind', source: device }
    : mount;
}

function refuseUnknownDependencies(services: ReadonlyMap<string, Service>, path: string): void {
  const done = new Set<string>();
  const visit = (name: string, above: readonly string[]): void => {
    if (done.has(name)) return;
    if (above.includes(name))
      throw refusal(path, `services depend on themselves: ${[...above, name].join(' → ')}`);
    const service = services.get(name);
    if (service === undefined) throw refusal(path, `something depends on ${name}, which is not there`);
    for (const { on } of service.dependsOn) visit(on, [...above, name]);
    done.add(name);
  };
  for (const name of services.keys()) visit(name, []);
}
