import type { ControlAction, ExerciseKind, ServiceAccess, ServiceName, SpokenProtocol } from '#contracts';
import { SuiteMistake } from './failures.js';
import type { PodState } from './pod-state.js';

/** What one run of a suite is about. Opened by the runner before the suite is read. */
export interface Session {
  readonly kind: ExerciseKind;
  /** What a service answers in. */
  readonly speaks: SpokenProtocol;
  readonly seed: string;
  readonly services: readonly ServiceAccess[];
  readonly startTimeoutMs: number;
  /** How long one call into a module may take. */
  readonly callTimeoutMs: number;
  readonly pod: PodState;
  /** Asks the worker to act on the pod; rejects when it could not. */
  readonly control: (action: ControlAction) => Promise<unknown>;
}

let opened: Session | null = null;

export function openSession(session: Session): void {
  opened = session;
}

/** null outside a run. */
export const findSession = (): Session | null => opened;

export function getSession(): Session {
  if (!opened) throw new SuiteMistake('@touchstone/kit works only inside a suite that Touchstone runs.');
  return opened;
}

export function getServiceAccess(name: ServiceName): ServiceAccess {
  const access = getSession().services.find((service) => service.name === name);
  if (access) return access;
  throw new SuiteMistake(
    `The suite uses services.${name}, but exercise.yaml does not list it. Add "${name}" to its "services".`,
  );
}
