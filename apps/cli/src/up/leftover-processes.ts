import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloneFolder, readState, writeState } from './state-folder.js';

const STATE_FILE = 'processes.json';
const END_MS = 10_000;

interface RunningProcesses {
  /** The process that keeps the others; the bootstrap refuses a second start while it lives. */
  readonly keeper: number;
  readonly pids: readonly number[];
}

export function rememberProcesses(pids: readonly number[]): Promise<void> {
  return writeState(STATE_FILE, { keeper: process.pid, pids } satisfies RunningProcesses);
}

/** Ends what an earlier start left running when it was killed without a chance to stop it. */
export async function stopLeftovers(): Promise<number> {
  const known = await readState<RunningProcesses>(STATE_FILE);
  const pids = (known?.pids ?? []).filter(isOurs);
  for (const pid of pids) process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + END_MS;
  while (pids.some(isOurs) && Date.now() < deadline) await sleep(100);
  for (const pid of pids.filter(isOurs)) process.kill(pid, 'SIGKILL');
  return pids.length;
}

/** A number alone proves nothing: it may belong to another program by now. */
function isOurs(pid: number): boolean {
  try {
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return command.includes(`${cloneFolder}dist/apps/`);
  } catch {
    return false;
  }
}
