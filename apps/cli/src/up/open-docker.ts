import Docker from 'dockerode';

/** The engine that the worker will use too. */
export function openDocker(): Docker {
  return new Docker({ socketPath: process.env['TOUCHSTONE_DOCKER_SOCKET'] ?? '/var/run/docker.sock' });
}
