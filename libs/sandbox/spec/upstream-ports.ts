import { UPSTREAM_PORT, type UpstreamPort } from '#contracts';

/** Where the grader listens for each upstream of an exercise. */
export const listUpstreamPorts = (names: readonly string[]): UpstreamPort[] =>
  names.map((name, index) => ({ name, port: UPSTREAM_PORT + index }));
