import { existsSync, readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from './failure.mjs';

/** A first start installs dependencies and builds images; later ones only write logs and data. */
export const FIRST_START_GIB = 4;
export const LATER_START_GIB = 0.5;

/** @param {readonly string[]} folders those that do not exist are passed over @param {number} neededGib */
export function checkDiskSpace(folders, neededGib) {
  for (const folder of folders.filter((candidate) => existsSync(candidate))) {
    const { bavail, bsize } = statfsSync(folder);
    const sentence = describeShortage(folder, (bavail * bsize) / 1024 ** 3, neededGib);
    if (sentence) throw new Failure(sentence);
  }
}

/** @returns {string | null} null when there is room */
export function describeShortage(folder, freeGib, neededGib) {
  if (freeGib >= neededGib) return null;
  return `There is too little disk space at ${folder}: ${freeGib.toFixed(1)} GiB are free, ${neededGib} GiB are needed. Free some and run the same command again.`;
}

/**
 * Two of them would take each other's containers away.
 * @param {string} root
 */
export function checkNotRunning(root) {
  const keeper = readKeeper(root);
  if (keeper === null || !readCommandLine(keeper).includes('bootstrap/run.mjs')) return;
  throw new Failure(
    `Touchstone runs already from this folder (process ${keeper}): use that one, or stop it with Ctrl-C there (\`kill ${keeper}\` from here).`,
  );
}

function readKeeper(root) {
  try {
    return JSON.parse(readFileSync(join(root, '.touchstone', 'processes.json'), 'utf8')).keeper;
  } catch {
    return null;
  }
}

/**
 * @param {string} root a leftover of this clone does not count: it is stopped before it is started anew
 * @param {string | undefined} setting the PORT variable
 */
export async function checkPort(root, setting, command = 'npm start') {
  const port = Number(setting ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Failure(`PORT is ${setting}: give a number from 1 to 65535, e.g. PORT=3001 ${command}`);
  }
  const error = await tryToListen(port);
  if (error?.code === 'EACCES') {
    throw new Failure(
      `Port ${port} may only be opened by root: choose one from 1024 on, e.g. PORT=3000 ${command}`,
    );
  }
  if (!error) return;
  const owner = findListener(port);
  if (owner?.command.includes(join(root, 'dist/apps/'))) return;
  throw new Failure(describeBusyPort(port, owner, command));
}

/** @param {number} port @param {{ pid: number, command: string } | null} owner */
export function describeBusyPort(port, owner, command) {
  const by = owner ? ` by \`${owner.command}\` (process ${owner.pid})` : '';
  return `Port ${port} is taken${by}: stop that program, or choose another port: PORT=${port + 1} ${command}`;
}

function tryToListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(null)));
  });
}

/** Who listens on a TCP port, as far as /proc lets this user see. */
function findListener(port) {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
      listeningInodes(readFileSync(table, 'utf8'), port),
    );
    const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
    const pid = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .find((name) => holdsSocket(name, sockets));
    if (!pid) return null;
    return { pid: Number(pid), command: readCommandLine(pid).slice(0, 120) };
  } catch {
    return null;
  }
}

/** Empty when there is no such process, or no /proc. */
function readCommandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return '';
  }
}

/** @param {string} table the text of /proc/net/tcp @returns {string[]} */
export function listeningInodes(table, port) {
  const LISTEN = '0A';
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === LISTEN)
    .map((row) => row[9]);
}

function holdsSocket(pid, sockets) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}
