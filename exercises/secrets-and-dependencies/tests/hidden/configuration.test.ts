import { artifact } from '@touchstone/kit';
import { toFields, toList } from './fields.ts';
import { CREDENTIALS, listSources, OF_THE_SERVICE, readEnvFile, readSettings } from './project-files.ts';

/** What happens at the start without a variable. */
function startWithout(variable: string): string {
  const readers = readSettings().filter(([, { env }]) => env === variable);
  if (readers.length === 0) return 'starts: no setting reads it';
  const loose = readers.find(
    ([, fields]) => 'value' in fields || 'default' in fields || (fields.optional ?? false) !== false,
  );
  if (loose === undefined) return 'does not start';
  return `starts: ${loose[0]} is ${JSON.stringify(loose[1])}`;
}

const settingOf = (variable: string): string => {
  const found = readSettings().find(([, { env }]) => env === variable);
  return found?.[0] ?? '';
};

const USES: Readonly<Record<string, readonly string[]>> = {
  'src/server.js': ['DATABASE_URL', 'SESSION_KEY'],
  'src/partners.js': ['MAIL_PASSWORD', 'NOTIFY_URL', 'PAYMENT_KEY'],
};

/** The variables that Compose hands to the service, each with what it is taken from. */
function readComposed(): Map<string, string> {
  const service = toFields(toFields(toFields(artifact.yaml('compose.yaml')).services).bookings);
  const { environment, env_file: envFile } = service;
  const files = [envFile].flat().map((one) => (typeof one === 'string' ? one : toFields(one).path));
  const isFromEnv = files.some((path) => path === '.env' || path === './.env');
  const pairs = Array.isArray(environment)
    ? toList(environment).map((one) => /^([^=]+)=?(.*)$/s.exec(String(one))?.slice(1) ?? [])
    : Object.entries(toFields(environment)).map(([name, value]) => [
        name,
        value === null ? '' : String(value),
      ]);
  return new Map<string, string>([
    ...(isFromEnv ? CREDENTIALS.map((name): [string, string] => [name, 'the environment']) : []),
    ...pairs.map(([name = '', value = '']): [string, string] => [name, toSource(name, value)]),
  ]);
}

/** `${NAME:?}`, `${NAME}`, `$NAME` and nothing at all are the variable of that name. */
const toSource = (name: string, value: string): string =>
  value === '' || value === `$${name}` || new RegExp(String.raw`^\$\{${name}(?::?\?[^}]*)?\}$`).test(value)
    ? 'the environment'
    : `something else: ${value}`;

describe('Configuration', () => {
  it('keeps the service from starting without one of its credentials', () => {
    expect(Object.fromEntries(OF_THE_SERVICE.map((name) => [name, startWithout(name)]))).toEqual(
      Object.fromEntries(OF_THE_SERVICE.map((name) => [name, 'does not start'])),
    );
  });

  it('is what the sources use, and nothing else', () => {
    const names = readSettings().map(([name]) => name);
    const codes = listSources().map((path) => ({ path, code: withoutComments(artifact.text(path)) }));
    const uses = codes.flatMap(({ path, code }) =>
      [...code.matchAll(/\bsettings\.(\w+)/g)].map(([, name = '']) => ({ path, name })),
    );
    const unused = Object.entries(USES).flatMap(([path, variables]) =>
      variables
        .filter((variable) => !uses.some((one) => one.path === path && one.name === settingOf(variable)))
        .map((variable) => `${path}: the setting that reads ${variable}`),
    );

    expect({
      unused,
      notDescribed: uses.filter(({ name }) => !names.includes(name)),
      readTheEnvironment: codes.filter(({ code }) => /\benv\b/.test(code)).map(({ path }) => path),
    }).toEqual({ unused: [], notDescribed: [], readTheEnvironment: [] });
  });

  it('is told by .env.example, without the value of a credential', () => {
    const example = readEnvFile('dot-env.example');
    const read = readSettings().flatMap(([, { env }]) => (typeof env === 'string' ? [env] : []));

    expect({
      missing: read.filter((name) => !example.has(name)),
      withValues: CREDENTIALS.filter((name) => (example.get(name) ?? '') !== ''),
    }).toEqual({ missing: [], withValues: [] });
  });

  it('comes to the service through Compose', () => {
    const composed = readComposed();

    expect(
      Object.fromEntries(OF_THE_SERVICE.map((name) => [name, composed.get(name) ?? 'is not handed over'])),
    ).toEqual(Object.fromEntries(OF_THE_SERVICE.map((name) => [name, 'the environment'])));
  });
});

const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .join('\n');
