import { PodState } from '../src/kit/pod-state.js';
import { openSession, type Session } from '../src/kit/session.js';

/** A run of a suite against one instance on this machine, for tests of the kit. Whatever is asked of the worker succeeds, unless it is said otherwise. */
export function openASession(port: number, overrides: Partial<Session> = {}): Session {
  const session: Session = {
    kind: 'service',
    speaks: 'http',
    seed: '0123456789abcdef',
    services: [],
    startTimeoutMs: 1000,
    callTimeoutMs: 1000,
    pod: new PodState([{ index: 0, port }]),
    control: () => Promise.resolve(undefined),
    ...overrides,
  };
  openSession(session);
  return session;
}
