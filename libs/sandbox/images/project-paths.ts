import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The clone: the nearest folder above this file (source or compiled) that holds the lockfile. */
function findProjectRoot(from: string): string {
  if (existsSync(join(from, 'package-lock.json'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error(`no package-lock.json above ${import.meta.dirname}: run Touchstone from its clone`);
  return findProjectRoot(parent);
}

const root = findProjectRoot(import.meta.dirname);

export const projectPaths = {
  root,
  images: join(root, 'sandbox-images'),
  compiled: join(root, 'dist'),
  /** What Touchstone makes on this host; removed by `npm run reset`. */
  state: join(root, '.touchstone'),
} as const;
