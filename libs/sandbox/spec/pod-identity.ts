import { randomBytes } from 'node:crypto';

/** Who a pod is: in names, labels and uids. */
export interface PodIdentity {
  /** Random, new for each pod: names and labels its containers, so that one whose creation went unanswered is still found. */
  readonly podId: string;
  /** Boot id of the worker that made it (see janitor/owner.ts). */
  readonly owner: string;
  /** Offset of its uids; no other pod of this worker has it. */
  readonly slot: number;
}

export const LABELS = {
  managed: 'touchstone.managed',
  pod: 'touchstone.pod',
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

export const makePodId = (): string => randomBytes(6).toString('hex');

export const uidOf = (role: UidRole, slot: number): number => FIRST_UIDS[role] + slot;

/** @param role `pause`, `grader`, the name of a service, or `subject-<index>` */
export const containerName = (identity: PodIdentity, role: string): string =>
  `touchstone-pod-${identity.podId}-${role}`;

export function labelsOf(identity: PodIdentity, role: string): Record<string, string> {
  return {
    [LABELS.managed]: 'true',
    [LABELS.pod]: identity.podId,
    [LABELS.role]: role,
    [LABELS.owner]: identity.owner,
  };
}
