import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';

/** Whether node_modules holds what package-lock.json says. */
export function areDependenciesInstalled(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  // npm writes this one last: an installation cut short has none.
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  return (
    wanted !== null && installed !== null && findDifferences(wanted.packages, installed.packages).length === 0
  );
}

/**
 * Names of packages that the lockfile wants and node_modules lacks or has in another version.
 * @param {Record<string, { version?: string, optional?: boolean, link?: boolean }>} wanted
 * @param {Record<string, { version?: string }>} installed
 */
export function findDifferences(wanted, installed) {
  return Object.entries(wanted)
    .filter(([path]) => path !== '')
    .filter(([path, { version, optional }]) => {
      // Optional packages are those of other systems, too.
      if (!installed[path]) return !optional;
      return installed[path].version !== version;
    })
    .map(([path]) => path);
}

/** Two more tries within seconds: who is offline is told so before a minute has passed. */
const PATIENCE = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000'];

export async function installDependencies(root, tell) {
  const command = [
    'npm',
    'ci',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel=http',
    ...PATIENCE,
  ];
  let fetched = 0;
  await runProgram('npm ci', command, {
    cwd: root,
    onLine: (line) => {
      if (line.includes('http fetch')) tell(`${(fetched += 1)} downloads`);
    },
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
