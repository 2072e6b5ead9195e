import { Script } from 'node:vm';
import { artifact, step } from '@touchstone/kit';
import { isSafe } from './affected.ts';
import { toTexts } from './fields.ts';
import { readInstalled, readProject } from './lock.ts';
import { ORIGINALS, VERSIONS } from './originals.ts';
import { listSources, readSettings } from './project-files.ts';
import { listVersions } from './registry.ts';
import { majorOf } from './semver.ts';

/** Parents of which another version asks for something better. */
const MAY_MOVE = ['wharfside'];
const HAS_NO_GOOD_VERSION = ['tidelint-rules', 'driftexec', 'hawserzip'];

const isKept = (name: string): boolean =>
  !HAS_NO_GOOD_VERSION.includes(name) &&
  !MAY_MOVE.includes(name) &&
  (VERSIONS[name] ?? []).every((version) => isSafe(name, version));

const versionsNow = (name: string): string[] =>
  [
    ...new Set(
      readInstalled()
        .filter((one) => one.name === name)
        .map(({ version }) => version),
    ),
  ].sort();

/** Lines of the original that are not there any more, or in another order. */
function listLost(path: string): string[] {
  const now = artifact.text(path).split(/\r?\n/).map(normalise);
  let from = 0;
  return (ORIGINALS[path] ?? '').split('\n').filter((line) => {
    if (line.trim() === '') return false;
    const at = now.indexOf(normalise(line), from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

const normalise = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

/** Reads a module as JavaScript, and runs nothing of it. */
function compile(source: string): void {
  const body = source
    .replaceAll(/^(?:import|export)\b[^;'"]{0,1000}(['"])[^'"\n]*\1;?$/gm, '')
    .replaceAll(/^export default /gm, 'void ')
    .replaceAll(/^export /gm, '')
    .replaceAll('import.meta', 'meta');
  new Script(`(async () => {${body}\n})`);
}

/** A command line without its quotes; a dollar sign that the shell takes for one is written `\$`. */
function readCommand(command: string): string {
  let [read, quote] = ['', ''];
  for (const character of command) {
    if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
    else read += quote === "'" && character === '$' ? String.raw`\$` : character;
  }
  return read.replaceAll('${DEPLOY_TOKEN}', '$DEPLOY_TOKEN');
}

describe('Nothing lost', () => {
  it('takes no new major version where the old one has been mended', () => {
    const moved = readInstalled().filter(({ name, version }) => {
      const majors = (VERSIONS[name] ?? []).map(majorOf);
      const couldStay = listVersions(name).some((one) => majors.includes(majorOf(one)) && isSafe(name, one));
      return couldStay && !majors.includes(majorOf(version));
    });

    expect({ moved: moved.map(({ path, version }) => `${path} ${version}`) }).toEqual({ moved: [] });
  });

  it('leaves every other package as it was', () => {
    const names = Object.keys(VERSIONS).filter(isKept);
    const { dependencies, devDependencies } = readProject();
    const asked = { ...dependencies, ...devDependencies };

    expect({
      versions: Object.fromEntries(names.map((name) => [name, versionsNow(name)])),
      noLongerAskedFor: DIRECT.filter((name) => asked[name] === undefined),
    }).toEqual({
      versions: Object.fromEntries(names.map((name) => [name, VERSIONS[name]])),
      noLongerAskedFor: [],
    });
  });

  it('keeps the settings that are no secrets', () => {
    const settings = Object.fromEntries(readSettings());

    expect(Object.fromEntries(Object.keys(PLAIN).map((name) => [name, settings[name]]))).toEqual(PLAIN);
  });

  it('keeps each line of the sources and of README.md that holds no secret', async () => {
    const lost = Object.keys(ORIGINALS).flatMap((path) =>
      listLost(path).map((line) => `${path}: ${line.trim()}`),
    );

    expect({ lost }).toEqual({ lost: [] });
    for (const path of listSources()) {
      await step(`${path} is JavaScript`, () => {
        compile(artifact.text(path));
      });
    }
  });

  it('keeps the commands of package.json, and npm on the registry', () => {
    const { 'restart:staging': restart = '', ...scripts } = toTexts(readProject().fields.scripts);
    const npmrc = artifact.text('dot-npmrc').split(/\r?\n/).map(normalise);

    expect({ scripts, restart: readCommand(restart) }).toMatchObject({ scripts: SCRIPTS, restart: RESTART });
    expect(npmrc).toEqual(
      expect.arrayContaining(['registry=https://packages.example.org/', 'engine-strict=true']),
    );
  });
});

const DIRECT = [
  'anchorsql',
  'chartcsv',
  'keelsettings',
  'mailbuoy',
  'pilotlog',
  'sealtoken',
  'wharfside',
  'lintkeel',
  'moorings',
];

const PLAIN = {
  port: { env: 'PORT', default: '8080' },
  logLevel: { env: 'LOG_LEVEL', default: 'info' },
  mailHost: { value: 'smtp.lysne.example' },
  paymentPublicKey: { value: 'pay_pub_Zk3vW8sB1nTq6YdJ5hRc' },
};

const SCRIPTS = { start: 'node src/server.js', lint: 'lintkeel src', test: 'moorings test' };

const RESTART =
  'curl -fX POST -H Authorization: Bearer $DEPLOY_TOKEN https://deploy.lysne.example/staging/restart';
