import { readFileSync } from 'node:fs';
import type { Environment } from './setting.js';
import { listSettings } from './settings.js';

const SUFFIX = '_FILE';

/**
 * The environment with each secret that comes in a file (`<name>_FILE`) in place of the name of that file. Files keep secrets
 * out of what an engine tells of a container.
 * @param mistakes gets a sentence for each file that cannot be taken
 */
export function openSecretFiles(env: Environment, mistakes: string[]): Environment {
  const opened: Record<string, string | undefined> = { ...env };
  const secrets = listSettings().filter(({ isSecret }) => isSecret === true);
  for (const { name } of secrets) {
    const path = env[name + SUFFIX];
    delete opened[name + SUFFIX];
    if (path === undefined || path === '') continue;
    if (env[name] !== undefined && env[name] !== '')
      mistakes.push(`${name} and ${name}${SUFFIX} are both set: keep one`);
    else opened[name] = readSecret(name + SUFFIX, path, mistakes);
  }
  return opened;
}

function readSecret(variable: string, path: string, mistakes: string[]): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret === '') mistakes.push(`${variable} names an empty file, ${path}`);
    return secret;
  } catch (error) {
    mistakes.push(
      `${variable} names a file that cannot be read, ${path}: ${(error as { code?: string }).code ?? String(error)}`,
    );
    return '';
  }
}
