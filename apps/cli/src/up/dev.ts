import { join } from 'node:path';
import { bringUp, type Programs } from './bring-up.js';
import { cloneFolder } from './state-folder.js';
import type { Steps } from './steps.js';

const bin = (name: string) => join(cloneFolder, 'node_modules', '.bin', name);
const compiled = (path: string) => join(cloneFolder, 'dist', path);

/** Node restarts a program when something it was built from changed. */
const watching = [
  '--watch-preserve-output',
  `--watch-path=${compiled('apps')}`,
  `--watch-path=${compiled('libs')}`,
];

const listPrograms: Programs = (env) => [
  {
    name: 'api',
    command: [process.execPath, ...watching, compiled('apps/api/src/main.js')],
    env,
    loud: true,
  },
  {
    name: 'worker',
    command: [process.execPath, ...watching, compiled('apps/worker/src/main.js')],
    env,
    loud: true,
  },
  {
    name: 'compiler',
    command: ['npm', 'run', '--silent', 'build:modules', '--', '--watch'],
    env,
    loud: true,
  },
  {
    name: 'page',
    command: [bin('vite'), 'build', 'apps/web', '--watch', '--logLevel=warn'],
    env: { ...env, NODE_ENV: 'development' },
    loud: true,
  },
];

/** `npm run dev`: like `npm start`, compiling and restarting on every change, with all output here. */
export function main(steps: Steps, startedAt: number): Promise<number> {
  return bringUp(steps, startedAt, listPrograms);
}
