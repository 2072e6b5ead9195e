import { bringUp, type Programs } from './bring-up.js';
import { cloneFolder } from './state-folder.js';
import type { Steps } from './steps.js';

const listPrograms: Programs = (env) => [
  { name: 'api', command: [process.execPath, `${cloneFolder}dist/apps/api/src/main.js`], env },
  { name: 'worker', command: [process.execPath, `${cloneFolder}dist/apps/worker/src/main.js`], env },
];

/** `npm start`, from the point where dependencies, build and engine are there. Settles when it was stopped. */
export function main(steps: Steps, startedAt: number): Promise<number> {
  return bringUp(steps, startedAt, listPrograms);
}
