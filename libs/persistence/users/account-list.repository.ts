import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Role, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toCursor, toPagePosition } from '../submissions/page-cursor.js';
import { changeRole, type RoleChange } from './change-role.js';

export interface ListedAccount {
  readonly id: UserId;
  readonly email: string | null;
  readonly displayName: string;
  readonly alias: string;
  readonly role: Role;
  readonly createdAt: Date;
}

interface AccountListQuery {
  /** Part of a name, an alias or an address, in any case. */
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const COLUMNS = `id, email, display_name AS "displayName", alias, role, created_at AS "createdAt"`;

/** All accounts, for those who run the platform. */
@Injectable()
export class AccountListRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. @throws Refusal `bad-cursor` */
  async list({
    search,
    role,
    cursor,
    limit,
  }: AccountListQuery): Promise<{ items: ListedAccount[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : toPagePosition(cursor);
    const rows = await queryRows<ListedAccount>(
      this.dataSource,
      `SELECT ${COLUMNS} FROM users
        WHERE ($1::text IS NULL OR position(lower($1) IN lower(concat_ws(' ', display_name, alias, email))) > 0)
          AND ($2::text IS NULL OR role = $2)
          AND ($3::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), id) < ($3, $4::uuid))
        ORDER BY date_trunc('milliseconds', created_at) DESC, id DESC LIMIT $5`,
      [search || null, role ?? null, after?.createdAt ?? null, after?.id ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? toCursor(last) : null };
  }

  /** @returns the account as it is now; null when it is gone. @throws Refusal `last-admin`, `still-teaches` */
  async setRole(change: RoleChange): Promise<ListedAccount | null> {
    const isThere = await this.dataSource.transaction((manager) => changeRole(manager, change));
    if (!isThere) return null;
    const [account] = await queryRows<ListedAccount>(
      this.dataSource,
      `SELECT ${COLUMNS} FROM users WHERE id = $1`,
      [change.userId],
    );
    return account ?? null;
  }
}
