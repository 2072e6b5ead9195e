import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded } from './freezer.js';
import type { ContainerExit } from './pod-container.js';

const LOOK_AGAIN_MS = 1;

/** @param pid of the first process, whose end is the end of all (pid_namespaces(7)); null where it cannot be seen */
export async function untilGone(pid: number | null, exit: Promise<ContainerExit>): Promise<void> {
  if (pid === null) return void (await exit);
  let isNoted = false;
  const note = (): void => void (isNoted = true);
  // That the engine or the container was lost is told to whoever watches the exit.
  exit.then(note, note);
  while (!isNoted && !hasEnded(pid)) await delay(LOOK_AGAIN_MS);
}
