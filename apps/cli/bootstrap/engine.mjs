import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeEngine, socketPath } from './engine-http.mjs';
import { Failure } from './failure.mjs';
import { runProgram } from './run-program.mjs';

const START_MS = 60_000;

/**
 * Makes sure of a Docker engine: one that answers, else one that is installed and can be started here, else the
 * distribution's own, installed.
 * @param {string} root @param {(detail: string) => void} tell
 */
export async function ensureEngine(root, tell) {
  const state = await probeEngine();
  if (state === 'ready') return;
  const plan = planEngine({
    state,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: isOnPath('apt-get'),
    hasDockerd: isOnPath('dockerd'),
    socketPath,
  });
  if (plan.failure) throw new Failure(plan.failure);
  if (plan.install) await installEngine(tell);
  await startEngine(root, tell);
}

/**
 * What to do about an engine that does not answer.
 * @param {{ state: 'absent' | 'not-allowed', platform: string, isRoot: boolean, hasApt: boolean, hasDockerd: boolean, socketPath: string }} host
 * @returns {{ failure?: string, install?: boolean }}
 */
export function planEngine({ state, platform, isRoot, hasApt, hasDockerd, socketPath }) {
  const again = 'and run the same command again';
  if (state === 'not-allowed') {
    return {
      failure: `You may not use the Docker engine at ${socketPath}: run \`sudo usermod -aG docker $USER\`, log out and in, ${again}.`,
    };
  }
  if (platform !== 'linux') {
    return {
      failure: `No Docker engine answers at ${socketPath}: start Docker Desktop (or set TOUCHSTONE_DOCKER_SOCKET) ${again}.`,
    };
  }
  if (isRoot && hasDockerd) return { install: false };
  if (isRoot && hasApt) return { install: true };
  if (hasDockerd)
    return {
      failure: `The Docker engine is installed but does not run: start it with \`sudo systemctl start docker\` (or \`sudo service docker start\`) ${again}.`,
    };
  if (hasApt)
    return {
      failure: `No Docker engine answers at ${socketPath}: install it with \`sudo apt-get install -y docker.io && sudo usermod -aG docker $USER\`, log out and in, ${again}.`,
    };
  return {
    failure: `No Docker engine answers at ${socketPath}: install Docker (https://docs.docker.com/engine/install/), start it, ${again}.`,
  };
}

async function installEngine(tell) {
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  tell('apt-get update');
  await runProgram('apt-get update', [...apt, 'update'], { env, onLine: tell });
  // debootstrap and its keys come along: without a registry, the base image is made with them.
  const packages = ['docker.io', 'debootstrap', 'debian-archive-keyring', 'ca-certificates'];
  await runProgram(
    'apt-get install docker.io',
    [...apt, 'install', '-y', '--no-install-recommends', ...packages],
    { env, onLine: tell },
  );
}

async function startEngine(root, tell) {
  // The package's own script may have started it already.
  if (await answersWithin(3_000)) return;
  if (existsSync('/run/systemd/system')) {
    tell('systemctl start docker');
    await runProgram('systemctl start docker', ['systemctl', 'start', 'docker']);
    if (await answersWithin(START_MS)) return;
  }
  await mountCgroups();
  forgetDeadEngine();
  for (const flags of [[], ['--bridge=none', '--iptables=false', '--ip6tables=false']]) {
    tell(['dockerd', ...flags].join(' '));
    const engine = startDetached(root, flags);
    if (await answersWithin(START_MS, () => engine.exitCode === null)) return;
    // Some kernels cannot do bridges or NAT; pods need neither.
    engine.kill('SIGTERM');
  }
  const log = join(root, '.touchstone', 'dockerd.log');
  throw new Failure(
    `The Docker engine does not start: read the end of ${log}, mend what it says and run the same command again.`,
  );
}

/** Minimal systems boot without control groups, which pods are limited with. */
async function mountCgroups() {
  if (existsSync('/sys/fs/cgroup/cgroup.controllers') || existsSync('/sys/fs/cgroup/memory')) return;
  await runProgram('mount cgroup2', ['mount', '-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup']);
}

/** A dockerd that was killed leaves its pid file, and the next one refuses to start while any process has that number. */
function forgetDeadEngine() {
  const pidFile = '/var/run/docker.pid';
  if (!existsSync(pidFile)) return;
  const pid = readFileSync(pidFile, 'utf8').trim();
  if (readCommand(pid) !== 'dockerd') rmSync(pidFile, { force: true });
}

function readCommand(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
}

/** In a session of its own: it must outlive this terminal, as a system service would. */
function startDetached(root, flags) {
  mkdirSync(join(root, '.touchstone'), { recursive: true, mode: 0o700 });
  const log = openSync(join(root, '.touchstone', 'dockerd.log'), 'a', 0o600);
  const engine = spawn('dockerd', flags, { detached: true, stdio: ['ignore', log, log] });
  engine.on('error', () => undefined);
  engine.unref();
  return engine;
}

async function answersWithin(ms, isAlive = () => true) {
  const deadline = performance.now() + ms;
  while (performance.now() < deadline && isAlive()) {
    if ((await probeEngine()) === 'ready') return true;
    await sleep(200);
  }
  return false;
}

function isOnPath(program) {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  return folders.some((folder) => folder && existsSync(join(folder, program)));
}
