import { join } from 'node:path';
import { cloneFolder } from './state-folder.js';

/** API or worker as they ship: each in one file with what it needs from the start (`npm run build:bundle`). */
export const serverProgram = (name: 'api' | 'worker'): readonly [node: string, main: string] => [
  process.execPath,
  join(cloneFolder, 'dist', 'apps', name, 'bundle', 'main.js'),
];
