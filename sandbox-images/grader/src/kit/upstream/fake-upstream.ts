import { KitFailure } from '../failures.js';
import { getScope } from '../scope.js';
import { UpstreamServer, type Upstream } from './upstream-server.js';
import { upstreamCaps } from './upstreams.js';

export type FakeUpstream = Upstream;

/** Below the ephemeral range, so that no connection of anybody occupies them by chance (threat G09). */
const FIRST_PORT = 9000;
const LAST_PORT = 9099;

/**
 * An upstream that this test makes, on a port of 9000–9099, and hands to the program itself: a webhook's address, say. It
 * ends with its test. What a program is to know when it starts is declared in exercise.yaml: see `upstream(name)`.
 */
export async function fakeUpstream(): Promise<FakeUpstream> {
  const scope = getScope('fakeUpstream');
  for (let port = FIRST_PORT; port <= LAST_PORT; port += 1) {
    const server = new UpstreamServer(`upstream at ${port}`, port, upstreamCaps);
    if (!(await listens(server))) continue;
    scope.undoAtEnd(server.label, () => server.close());
    return server;
  }
  throw new KitFailure(
    'error',
    `No port of ${FIRST_PORT}–${LAST_PORT} was free for a fake upstream; does the program use them?`,
  );
}

function listens(server: UpstreamServer): Promise<boolean> {
  return server.listen().then(
    () => true,
    () => false,
  );
}
