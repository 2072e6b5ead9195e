import { createHash } from 'node:crypto';
import { PACKAGES } from './packages.ts';

export interface Published {
  readonly resolved: string;
  readonly integrity: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What the registry has under a name and a version; null when it has none. */
export function findPublished(name: string, version: string): Published | null {
  const dependencies = PACKAGES[name]?.[version];
  if (dependencies === undefined) return null;
  const hash = createHash('sha512').update(`${name}@${version}`).digest('base64');
  return {
    resolved: `https://packages.example.org/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    integrity: `sha512-${hash}`,
    dependencies,
  };
}

export const listVersions = (name: string): string[] => Object.keys(PACKAGES[name] ?? {});
