import { z } from 'zod';
import { UserId } from '../ids.js';
import { PageQuery } from './page.js';
import { shownName } from './shown-name.js';
import { timestamp } from './timestamp.js';

export const Role = z.enum(['learner', 'instructor', 'admin']);
export type Role = z.infer<typeof Role>;

/** As what a person appears on boards: under their alias, under their name, or not at all. */
export const BoardVisibility = z.enum(['alias', 'name', 'hidden']);
export type BoardVisibility = z.infer<typeof BoardVisibility>;

/** A password to be; any text may be tried as one. */
const newPassword = () => z.string().min(10, 'use at least 10 characters').max(200);

export const RegisterRequest = z.strictObject({
  email: z.email('write an address like ada@example.org').max(254),
  password: newPassword(),
  displayName: shownName(),
});
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const LoginRequest = z.strictObject({
  email: z.string().min(1, 'write your e-mail address').max(254),
  password: z.string().min(1, 'write your password').max(200),
});
export type LoginRequest = z.infer<typeof LoginRequest>;

export const RefreshRequest = z.strictObject({ refreshToken: z.string().max(500) });
export type RefreshRequest = z.infer<typeof RefreshRequest>;

/** `accessToken` goes into `Authorization: Bearer …`; `refreshToken` is good for one use. */
export const TokenPair = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.number().int(),
  refreshToken: z.string(),
});
export type TokenPair = z.infer<typeof TokenPair>;

export const Me = z.object({
  id: UserId,
  /** Null for whoever signs in with a provider that vouches for no address. */
  email: z.string().nullable(),
  displayName: z.string(),
  alias: z.string(),
  boardVisibility: BoardVisibility,
  role: Role,
  /** False for whoever signs in with a provider only. */
  hasPassword: z.boolean(),
});
export type Me = z.infer<typeof Me>;

/** SECURITY: P11: one script and one case, so that nobody can look like somebody else. */
const alias = () =>
  z
    .string()
    .trim()
    .min(3, 'use at least 3 characters')
    .max(32, 'use at most 32 characters')
    .regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'use lower-case letters from a to z, digits, and single hyphens between them',
    );

export const UpdateMeRequest = z
  .strictObject({
    displayName: shownName().optional(),
    alias: alias().optional(),
    boardVisibility: BoardVisibility.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'name at least one change');
export type UpdateMeRequest = z.infer<typeof UpdateMeRequest>;

/** `currentPassword` is left out by whoever has none yet. */
export const ChangePasswordRequest = z.strictObject({
  currentPassword: z.string().max(200).optional(),
  newPassword: newPassword(),
});
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>;

/** `password` is left out by whoever has none. */
export const DeleteMeRequest = z.strictObject({ password: z.string().max(200).optional() });
export type DeleteMeRequest = z.infer<typeof DeleteMeRequest>;

export const CreateTokenRequest = z.strictObject({
  name: shownName(),
  expiresInDays: z.number().int().min(1).max(365).default(90),
});
export type CreateTokenRequest = z.infer<typeof CreateTokenRequest>;

/** `token` is shown once, when it is made. */
export const CreatedToken = z.object({
  id: z.uuid(),
  name: z.string(),
  token: z.string(),
  expiresAt: timestamp(),
});
export type CreatedToken = z.infer<typeof CreatedToken>;

export const TokenSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: timestamp(),
  expiresAt: timestamp(),
  lastUsedAt: timestamp().nullable(),
});
export type TokenSummary = z.infer<typeof TokenSummary>;

/** Which accounts an admin looks for. */
export const AccountQuery = PageQuery.extend({
  /** Part of a name, an alias or an address. */
  search: z.string().trim().max(100).optional(),
  role: Role.optional(),
});
export type AccountQuery = z.infer<typeof AccountQuery>;

/** An account as an admin sees it. */
export const AccountSummary = z.object({
  id: UserId,
  email: z.string().nullable(),
  displayName: z.string(),
  alias: z.string(),
  role: Role,
  createdAt: timestamp(),
});
export type AccountSummary = z.infer<typeof AccountSummary>;

export const SetRoleRequest = z.strictObject({ role: Role });
export type SetRoleRequest = z.infer<typeof SetRoleRequest>;
