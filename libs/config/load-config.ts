import { resolve } from 'node:path';
import { openSecretFiles } from './open-secret-files.js';
import type { Environment, Setting } from './setting.js';
import { listSettings, SETTINGS } from './settings.js';
import { suggestName } from './suggest-name.js';

type Values<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };
type Sections = { readonly [S in keyof typeof SETTINGS]: Values<(typeof SETTINGS)[S]> };

export type Config = Omit<Sections, 'http'> & {
  readonly http: Omit<Sections['http'], 'publicUrl'> & { readonly publicUrl: string };
};

const OUR_PREFIX = 'TOUCHSTONE_';

/** Names of ours that other programs read (the command-line client, the bootstrap): legal here and without effect. */
const READ_ELSEWHERE = ['TOUCHSTONE_URL', 'TOUCHSTONE_TOKEN'];

export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly mistakes: readonly string[]) {
    super(
      [
        'The configuration has mistakes (docs/CONFIGURATION.md lists every setting):',
        ...mistakes.map((m) => `  - ${m}`),
      ].join('\n'),
    );
  }
}

/**
 * Reads the environment, which nothing else in the product does.
 * @throws ConfigError with every mistake at once; values of variables are never part of it
 */
export function loadConfig(given: Environment = process.env): Config {
  const mistakes: string[] = [];
  const env = openSecretFiles(given, mistakes);
  // A file that cannot be opened is told once, not again as a secret that is not set.
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  mistakes.push(...listUnknownNames(env), ...listIncomplete(env));
  const sections = mapSections((setting) => read(setting, env, mistakes));
  if (mistakes.length > 0) throw new ConfigError(mistakes);

  const { http, exercises } = sections;
  return {
    ...sections,
    http: { ...http, publicUrl: http.publicUrl ?? `http://localhost:${http.port}` },
    exercises: { ...exercises, dir: resolve(exercises.dir) },
  };
}

function read<T>(setting: Setting<T>, env: Environment, mistakes: string[]): T | undefined {
  const given = env[setting.name];
  // Compose passes unset variables on as empty ones.
  if (given === undefined || given === '') {
    if (setting.fallback === undefined)
      mistakes.push(`${setting.name} is not set: ${setting.accepts}. ${setting.purpose}`);
    return setting.fallback;
  }
  const parsed = setting.schema.safeParse(given);
  if (parsed.success) return parsed.data;
  mistakes.push(`${setting.name} ${parsed.error.issues[0]?.message ?? `must be ${setting.accepts}`}`);
  return undefined;
}

function listUnknownNames(env: Environment): string[] {
  const known = listSettings().map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => name.startsWith(OUR_PREFIX) && !known.includes(name) && !READ_ELSEWHERE.includes(name))
    .map((name) => {
      const suggestion = suggestName(name, known);
      return `${name} is not a setting; ${suggestion ? `did you mean ${suggestion}?` : 'take it out of the environment'}`;
    });
}

/** What is of use together only. */
const TOGETHER: readonly (readonly string[])[] = [
  ['TOUCHSTONE_GITHUB_CLIENT_ID', 'TOUCHSTONE_GITHUB_CLIENT_SECRET'],
  ['TOUCHSTONE_OIDC_ISSUER', 'TOUCHSTONE_OIDC_CLIENT_ID', 'TOUCHSTONE_OIDC_CLIENT_SECRET'],
];

function listIncomplete(env: Environment): string[] {
  return TOGETHER.flatMap((names) => {
    const [unset, set] = [names.filter((name) => !env[name]), names.filter((name) => env[name])];
    return set.length === 0
      ? []
      : unset.map(
          (name) => `${name} is not set, but ${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'}`,
        );
  });
}

/** Object.entries forgets key types; this is the one place that puts them back. */
function mapSections(readOne: <T>(setting: Setting<T>) => T | undefined): Sections {
  const sections = Object.entries(SETTINGS).map(([section, settings]) => [
    section,
    Object.fromEntries(
      Object.entries(settings).map(([key, setting]) => [key, readOne(setting as Setting<unknown>)]),
    ),
  ]);
  return Object.fromEntries(sections) as Sections;
}
