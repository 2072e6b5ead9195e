import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';

/** What `npm run build` makes: the script, what it reads, and what it writes. */
const PARTS = [
  {
    name: 'server',
    script: 'build:server',
    sources: [
      ...['apps/api', 'apps/worker', 'apps/cli/src', 'libs', 'sandbox-images'],
      ...['apps/rolldown.config.mjs', '.swcrc', 'package.json', 'package-lock.json'],
    ],
    outputs: ['dist/apps', 'dist/libs', 'dist/sandbox-images'],
  },
  {
    name: 'web page',
    script: 'build:web',
    sources: ['apps/web', 'libs/contracts', 'package-lock.json'],
    outputs: ['dist/web'],
  },
];

/** The parts whose sources changed since they were built here. */
export function listStaleParts(root) {
  const parts = PARTS.filter(({ sources }) => existsSync(join(root, sources[0])));
  return parts.filter((part) => {
    const built = part.outputs.every((output) => existsSync(join(root, output)));
    return !built || readStamp(root, part) !== fingerprint(root, part.sources);
  });
}

export async function buildPart(root, part, tell) {
  const before = fingerprint(root, part.sources);
  // A module that no longer has a source must not live on in what is built.
  for (const output of part.outputs) rmSync(join(root, output), { recursive: true, force: true });
  await runProgram(`npm run ${part.script}`, ['npm', 'run', '--silent', part.script], {
    cwd: root,
    onLine: tell,
  });
  mkdirSync(join(root, '.touchstone'), { recursive: true, mode: 0o700 });
  writeFileSync(stampPath(root, part), before);
}

const stampPath = (root, part) => join(root, '.touchstone', `built-${part.script.replace(':', '-')}`);

function readStamp(root, part) {
  return existsSync(stampPath(root, part)) ? readFileSync(stampPath(root, part), 'utf8') : null;
}

/** Names, sizes and times are enough to see a change, and quick to read. */
function fingerprint(root, sources) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => listFiles(join(root, source))).sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(path, entry.name)) : [join(path, entry.name)]));
}
