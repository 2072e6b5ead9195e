import type { BoardVisibility, Role, UserId } from '#contracts';

export interface UserRecord {
  readonly id: UserId;
  /** Null while no provider has vouched for one. */
  readonly email: string | null;
  readonly displayName: string;
  readonly alias: string;
  readonly boardVisibility: BoardVisibility;
  /** Null for whoever signs in with a provider only. */
  readonly passwordHash: string | null;
  readonly role: Role;
  readonly createdAt: Date;
}
