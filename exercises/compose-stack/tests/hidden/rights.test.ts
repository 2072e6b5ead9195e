import { artifact } from '@touchstone/kit';
import { readServer, type Service } from './compose.ts';
import { describeEach, FACTS, inDevelopment, NAMES, onServer, SECRETS, type Name } from './quay.ts';
import { findUser, listWays } from './rights.ts';
import { isWritable } from './storage.ts';
import { toBoolean } from './values.ts';

/** What was in the file that went to the server. */
const KNOWN = ['Starboard-1987', 'c0ffee-session-41', 'berth-pay-7f3a'];

const VALUES = ['POSTGRES_PASSWORD', 'DATABASE_PASSWORD', 'SESSION_KEY', 'PAYMENT_KEY', 'PGPASSWORD'];

function listSecretValues({ environment }: Service): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => VALUES.includes(name) || /:\/\/[^\s/:@]*:[^\s/@]+@/.test(value))
    .map(([name]) => name);
}

/** The file behind the path that a variable tells. */
function findSecret({ environment, secrets }: Service, variable: string): string {
  const path = environment[variable];
  if (path === undefined) return 'is not set';
  const found = secrets.find(({ target }) => target === path);
  if (found === undefined) return `tells ${path}, where no secret is`;
  return found.file ?? `tells ${path}, which does not come from a file`;
}

const isReadOnly = ({ fields }: Service): boolean => toBoolean(fields.read_only, 'read_only');

/** What comes from the server's own file system. */
function listTaken({ name, fields, mounts }: Service): string[] {
  const isConfiguration = ({ type, source, target, readOnly }: Service['mounts'][number]): boolean =>
    name === 'front' &&
    (type === 'bind' || type === 'config') &&
    source === 'nginx.conf' &&
    target === '/etc/nginx/nginx.conf' &&
    readOnly;
  const taken = mounts
    .filter((mount) => !['volume', 'tmpfs'].includes(mount.type) && !isConfiguration(mount))
    .map(
      ({ type, source, target, readOnly }) =>
        `${type} of ${source ?? '?'} at ${target}${readOnly ? '' : ', writable'}`,
    );
  return [
    ...taken,
    ...(fields.build === undefined ? [] : ['sources to build from']),
    ...(toBoolean(fields.use_api_socket, 'use_api_socket') ? ["Docker's socket"] : []),
  ];
}

describe('Secrets and rights', () => {
  it('keeps the values of secrets out of files and variables', () => {
    const files = artifact
      .files()
      .filter((path) => KNOWN.some((value) => artifact.text(path).includes(value)));
    expect({ filesWithASecret: files }).toEqual({ filesWithASecret: [] });

    const none = describeEach(NAMES, () => []);
    const server = onServer();
    expect(describeEach(NAMES, (name) => listSecretValues(server[name]))).toEqual(none);
    const development = inDevelopment();
    expect(describeEach(NAMES, (name) => listSecretValues(development[name]))).toEqual(none);
  });

  it('gives each program its secrets as files', () => {
    const services = onServer();
    const wanted = (name: Name): Record<string, string> =>
      Object.fromEntries(
        Object.entries(SECRETS[name]).map(([variable, file]) => [variable, `secrets/${file}`]),
      );
    const seen = (name: Name): Record<string, string> =>
      Object.fromEntries(
        Object.keys(SECRETS[name]).map((variable) => [variable, findSecret(services[name], variable)]),
      );

    expect(describeEach(NAMES, seen)).toEqual(describeEach(NAMES, wanted));
  });

  it('gives no program the secret of another one', () => {
    const services = onServer();
    const tooMany = describeEach(NAMES, (name) => {
      const own = Object.values(SECRETS[name]).map((file) => `secrets/${file}`);
      return services[name].secrets
        .map(({ file, source }) => file ?? source)
        .filter((file) => !own.includes(file));
    });

    expect(tooMany).toEqual(describeEach(NAMES, () => []));
  });

  it('runs nothing as root', () => {
    const services = onServer();

    expect(describeEach(NAMES, (name) => findUser(services[name], name))).toEqual(
      describeEach(NAMES, () => 'a user who can run it'),
    );
  });

  it('lets no process gain rights', () => {
    const services = onServer();

    expect(describeEach(NAMES, (name) => listWays(services[name]))).toEqual(describeEach(NAMES, () => []));
  });

  it('has root file systems that cannot be written to', () => {
    const services = onServer();

    expect({ writable: NAMES.filter((name) => !isReadOnly(services[name])) }).toEqual({ writable: [] });
  });

  it('lets every program write to the folders that it writes to', () => {
    const services = onServer();
    const closed = describeEach(NAMES, (name) =>
      isReadOnly(services[name])
        ? FACTS[name].writesTo.filter((folder) => !isWritable(services[name], folder))
        : [],
    );

    expect(closed).toEqual(describeEach(NAMES, () => []));
  });

  it('takes nothing from the server but the configuration of nginx', () => {
    const services = onServer();
    expect(describeEach(NAMES, (name) => listTaken(services[name]))).toEqual(describeEach(NAMES, () => []));

    const places = (readServer().services.get('front')?.mounts ?? []).map(({ target }) => target);
    expect(places).toContain('/etc/nginx/nginx.conf');
  });
});
