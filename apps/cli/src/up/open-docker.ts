import Docker from 'dockerode';

/** Of the engine that the worker will use too. */
export const engineSocket = process.env['TOUCHSTONE_DOCKER_SOCKET'] ?? '/var/run/docker.sock';

export function openDocker(): Docker {
  return new Docker({ socketPath: engineSocket });
}
