/** Above every port that the pod gives out itself: 5432, 5672, 6379, 8080–8082, 9000–9099. */
export const EPHEMERAL_PORTS = { first: 10_000, last: 60_999 } as const;

/** Left for the grader, the services, and connections that linger after their end. */
const KEPT_PORTS = 1_800;
const USUAL_OPEN_FILES = 256;

/**
 * SECURITY: G08: how many files one process may have open, so that all processes of all instances together cannot take
 * every port that the grader's connections need. 256 up to 192 processes in a pod, less above.
 */
export function openFilesOf(processes: number, instances: number): number {
  const ports = EPHEMERAL_PORTS.last - EPHEMERAL_PORTS.first + 1 - KEPT_PORTS;
  return Math.min(USUAL_OPEN_FILES, Math.floor(ports / (processes * instances)));
}
