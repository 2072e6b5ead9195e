import { artifact } from '@touchstone/kit';
import { isIgnored } from './git-ignore.ts';
import { asWritten, decoded, findLeaks } from './leaks.ts';
import { listSteps, toRealPath } from './project-files.ts';

const fromVault = (name: string): string => `\${{ secrets.${name} }}`;

/** What each step with a command gets under a name. */
function listGiven(command: string, name: string): string[] {
  const steps = listSteps().filter(({ run }) => run.includes(command));
  return steps.map(({ env }) => {
    const value = env[name] ?? 'nothing';
    return value.replace(/^\$\{\{ *([\w.]+) *\}\}$/, '${{ $1 }}');
  });
}

interface Mount {
  readonly id: string;
  readonly options: string;
  readonly script: string;
}

/** The secrets that the installing instruction sees. */
function listMounts(): Mount[] {
  const runs = artifact
    .dockerfile('Dockerfile')
    .instructions.filter(({ keyword, text }) => keyword === 'RUN' && text.includes('npm ci'));
  return runs.flatMap(({ text }) =>
    [...text.matchAll(/--mount=(\S*\btype=secret\b\S*)/g)].map(([, options = '']) => ({
      id: /(?:^|,)id=([^,]+)/.exec(options)?.[1] ?? '',
      options,
      script: text,
    })),
  );
}

/** Whether npm has the token in its environment. */
const reachesNpm = ({ id, options, script }: Mount): boolean =>
  words(options).includes('env=NPM_TOKEN') ||
  (/NPM_TOKEN=\S*(?:\bcat |<)/.test(script) &&
    script.includes(/(?:target|dst|destination)=([^,]+)/.exec(options)?.[1] ?? `/run/secrets/${id}`));

/** Whether `docker build` takes the secret from the variable. */
const isHandedOver = ({ id }: Mount, run: string): boolean =>
  [...run.matchAll(/--secret[ =]["']?([^\s"']+)/g)].some(([, options = '']) => {
    const given = words(options);
    const isByName = id === 'NPM_TOKEN' && !given.some((one) => /^(?:src|source|env)=/.test(one));
    return given.includes(`id=${id}`) && (given.includes('env=NPM_TOKEN') || isByName);
  });

const words = (options: string): string[] => options.split(',');

describe('Secrets', () => {
  it('are in no file', () => {
    expect({ leaks: findLeaks(asWritten) }).toEqual({ leaks: [] });
  });

  it('are in no file in another encoding', () => {
    expect({ leaks: findLeaks(decoded) }).toEqual({ leaks: [] });
  });

  it('stay out of the repository from now on', () => {
    const kept = artifact.files().map(toRealPath);
    const ignored = ['.env', '.env.local', '.env.production', 'node_modules/'].filter(isIgnored);
    const wanted = ['.env.example', '.npmrc', 'package-lock.json', 'config/settings.json', 'src/partners.js'];

    expect({
      envFiles: kept.filter((path) => /(?:^|\/)\.env(?:\.|$)/.test(path)),
      ignored,
      ignoredAndNeeded: wanted.filter(isIgnored),
    }).toEqual({
      envFiles: ['.env.example'],
      ignored: ['.env', '.env.local', '.env.production', 'node_modules/'],
      ignoredAndNeeded: [],
    });
  });

  it('come to npm from the environment', () => {
    const lines = artifact.text('dot-npmrc').split(/\r?\n/);
    const tokens = lines
      .map((line) => /^\s*(\S+:_(?:authToken|auth|password))\s*=\s*(.*?)\s*$/.exec(line))
      .filter((found) => found !== null)
      .map(([, key, value]) => ({ [key ?? '']: value?.replace('?}', '}') }));

    expect(tokens).toEqual([{ '//packages.example.org/:_authToken': '${NPM_TOKEN}' }]);
  });

  it('come to the workflow from the vault', () => {
    const needs = [
      ['npm ci', 'NPM_TOKEN'],
      ['docker build', 'NPM_TOKEN'],
      ['./scripts/deploy.sh', 'DEPLOY_TOKEN'],
    ] as const;

    for (const [command, name] of needs) {
      const given = [...new Set(listGiven(command, name))];
      expect({ command, [name]: given }).toEqual({ command, [name]: [fromVault(name)] });
    }
  });

  it('leave no trace in the image', () => {
    const { instructions } = artifact.dockerfile('Dockerfile');
    const kept = instructions.filter(
      ({ keyword, text }) => (keyword === 'ARG' || keyword === 'ENV') && /token|auth/i.test(text),
    );
    const mounts = listMounts();
    const builds = listSteps().filter(({ run }) => run.includes('docker build'));

    expect({
      inTheImage: kept.map(({ keyword, text }) => `${keyword} ${text}`),
      buildArguments: builds.filter(({ run }) => /--build-arg[ =]\S*token/i.test(run)).map(({ run }) => run),
      npmCiSeesTheToken: mounts.some(reachesNpm),
      workflowHandsItOver:
        builds.length > 0 &&
        mounts.length > 0 &&
        mounts.every((mount) => builds.every(({ run }) => isHandedOver(mount, run))),
    }).toEqual({ inTheImage: [], buildArguments: [], npmCiSeesTheToken: true, workflowHandsItOver: true });
  });
});
