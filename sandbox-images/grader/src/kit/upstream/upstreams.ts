import type { UpstreamPort } from '#contracts';
import { SuiteMistake } from '../failures.js';
import { UpstreamCaps } from './upstream-caps.js';
import { UpstreamServer, type Upstream } from './upstream-server.js';

/** Shared with the upstreams that a test makes itself. */
export const upstreamCaps = new UpstreamCaps();

const declared = new Map<string, UpstreamServer>();

/**
 * An upstream that exercise.yaml declares; the learner's program finds it at `UPSTREAM_<NAME>_URL`. It listens before any
 * learner code runs and is well again before each test. May be called while the suite is read.
 */
export function upstream(name: string): Upstream {
  const found = declared.get(name);
  if (found) return found;
  throw new SuiteMistake(
    `The suite uses upstream('${name}'), but exercise.yaml does not list it. Add "${name}" to its "upstreams".`,
  );
}

/** SECURITY: G03 before the learner's code comes, which could otherwise listen there itself. */
export async function openUpstreams(ports: readonly UpstreamPort[]): Promise<void> {
  for (const { name, port } of ports) {
    const server = new UpstreamServer(`upstream ${name}`, port, upstreamCaps);
    await server.listen();
    declared.set(name, server);
  }
}

/** A new test begins. @throws KitFailure when the learner's program took the port of one that was stopped */
export async function resetUpstreams(): Promise<void> {
  upstreamCaps.renew();
  await Promise.all([...declared.values()].map((server) => server.reset()));
}
