import { bringUp, type Programs } from './bring-up.js';
import { serverProgram } from './server-program.js';
import type { Steps } from './steps.js';

const listPrograms: Programs = (env) => [
  { name: 'api', command: serverProgram('api'), env },
  { name: 'worker', command: serverProgram('worker'), env },
];

/** `npm start`, from the point where dependencies, build and engine are there. Settles when it was stopped. */
export function main(steps: Steps, startedAt: number): Promise<number> {
  return bringUp(steps, startedAt, listPrograms);
}
