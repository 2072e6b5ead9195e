import { randomBytes } from 'node:crypto';

/** Who a pod is: in names, labels and uids. */
export interface PodIdentity {
  /** Random, new for each pod: names and labels its containers, so that one whose creation went unanswered is still found. */
  readonly podId: string;
  /** Name of the container whose network namespace the others join. It may have served other pods before. */
  readonly pause: string;
  /** Boot id of the worker that made it (see janitor/owner.ts). */
  readonly owner: string;
  /** Offset of its uids; no other pod of this worker has it. */
  readonly slot: number;
}

/** Who a pause is, which belongs to no single pod. */
export interface PauseIdentity {
  /** Random. */
  readonly pauseId: string;
  /** As a pod's. */
  readonly owner: string;
}

/** Who a core is: what outlives a pod, its pause first of all. */
export interface CoreIdentity extends PauseIdentity {
  /** As a pod's; no pod of this worker has it. */
  readonly slot: number;
}

export const LABELS = {
  managed: 'touchstone.managed',
  pod: 'touchstone.pod',
  pause: 'touchstone.pause',
  role: 'touchstone.role',
  owner: 'touchstone.owner',
} as const;

/** SECURITY: D05, D24, E04, G04: per-uid kernel quotas span the host, so no two roles and no two pods share a uid. */
const FIRST_UIDS = {
  subject: 200_000,
  grader: 300_000,
  postgres: 400_000,
  redis: 500_000,
  rabbitmq: 600_000,
} as const;
export const SLOT_COUNT = 60_000;
export const PAUSE_UID = 65_534;

export type UidRole = keyof typeof FIRST_UIDS;

/** For a pod or a pause. */
export const makeId = (): string => randomBytes(6).toString('hex');

export const uidOf = (role: UidRole, slot: number): number => FIRST_UIDS[role] + slot;

/** How a container of a pod is named and found, and that it joins the pod's network. */
export interface Membership {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly networkMode: string;
}

/**
 * @param role the name of a service, or `subject-<index>`
 * @param nth of the containers that have this role one after the other
 */
export function memberOf({ podId, owner, pause }: PodIdentity, role: string, nth = 1): Membership {
  return {
    name: `touchstone-pod-${podId}-${role}${nth === 1 ? '' : `-${nth}`}`,
    labels: { ...labelsOf(owner, role), [LABELS.pod]: podId },
    networkMode: `container:${pause}`,
  };
}

export const pauseName = (pauseId: string): string => `touchstone-pause-${pauseId}`;

/** With a network of its own, which has nothing but loopback. */
export function pauseMembership({ pauseId, owner }: PauseIdentity): Membership {
  return {
    name: pauseName(pauseId),
    labels: { ...labelsOf(owner, 'pause'), [LABELS.pause]: pauseId },
    networkMode: 'none',
  };
}

/** A container that stays with its pause. */
export function coreMembership(
  { pauseId, owner }: PauseIdentity,
  role: 'grader' | `pattern-${string}`,
): Membership {
  return {
    name: `${pauseName(pauseId)}-${role}`,
    labels: { ...labelsOf(owner, role), [LABELS.pause]: pauseId },
    networkMode: `container:${pauseName(pauseId)}`,
  };
}

const labelsOf = (owner: string, role: string): Record<string, string> => ({
  [LABELS.managed]: 'true',
  [LABELS.role]: role,
  [LABELS.owner]: owner,
});
