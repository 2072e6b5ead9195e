import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

const SYSTEM_SOCKET = '/var/run/docker.sock';

/** The engine that the environment names, else this machine's: the system's, or the one of Docker Desktop's user. */
export function openDocker(env: Readonly<Record<string, string | undefined>>): Docker {
  if (env['DOCKER_HOST'] !== undefined && env['DOCKER_HOST'] !== '') return new Docker();
  const named = env['TOUCHSTONE_DOCKER_SOCKET'];
  if (named !== undefined && named !== '') return new Docker({ socketPath: named });
  const userSocket = join(homedir(), '.docker', 'run', 'docker.sock');
  return new Docker({
    socketPath: existsSync(SYSTEM_SOCKET) || !existsSync(userSocket) ? SYSTEM_SOCKET : userSocket,
  });
}
