import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CohortId, CohortRole, UserId } from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';
import { toCursor, toPagePosition } from '../submissions/page-cursor.js';
import { MEMBER_COLUMNS, type CohortMember } from './cohort-record.js';
import { importRoster, type RosterEntry, type RosterResult } from './import-roster.js';
import { insertMember } from './store-cohort.js';

/** A member as the staff of the cohort sees them. */
export interface KnownMember extends CohortMember {
  readonly displayName: string;
  readonly email: string;
}

export interface ExpectedMember extends RosterEntry {
  readonly invitedAt: Date;
}

interface MemberPageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Who is in a cohort, and who is expected there. */
@Injectable()
export class CohortMemberRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they joined. @throws Refusal `bad-cursor` */
  async list(
    id: CohortId,
    { cursor, limit }: MemberPageQuery,
  ): Promise<{ items: KnownMember[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : toPagePosition(cursor);
    const rows = await queryRows<KnownMember>(
      this.dataSource,
      `SELECT ${MEMBER_COLUMNS}, u.display_name AS "displayName", u.email
        FROM cohort_members m JOIN users u ON u.id = m.user_id
        WHERE m.cohort_id = $1 AND ($2::timestamptz IS NULL OR (m.joined_at, m.user_id) > ($2, $3::uuid))
        ORDER BY m.joined_at, m.user_id LIMIT $4`,
      [id, after?.createdAt ?? null, after?.id ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const next = rows.length > limit && last ? toCursor({ createdAt: last.joinedAt, id: last.userId }) : null;
    return { items, nextCursor: next };
  }

  async listInstructorNames(id: CohortId): Promise<string[]> {
    const rows = await queryRows<{ name: string }>(
      this.dataSource,
      `SELECT u.display_name AS name FROM cohort_members m JOIN users u ON u.id = m.user_id
        WHERE m.cohort_id = $1 AND m.role = 'instructor' ORDER BY m.joined_at, m.user_id`,
      [id],
    );
    return rows.map(({ name }) => name);
  }

  async countLearners(id: CohortId): Promise<number> {
    const [row] = await queryRows<{ count: number }>(
      this.dataSource,
      `SELECT count(*)::int AS count FROM cohort_members WHERE cohort_id = $1 AND role = 'learner'`,
      [id],
    );
    return row!.count;
  }

  /** Makes them a member. Who was expected gets the name and number of the roster. False when they were one before. */
  join(id: CohortId, userId: UserId): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const joined = await insertMember(manager, id, userId, 'learner');
      await manager.query(
        `WITH expected AS (
          DELETE FROM cohort_roster r USING users u WHERE r.cohort_id = $1 AND u.id = $2 AND r.email = u.email
          RETURNING r.name, r.external_id
        ) UPDATE cohort_members m SET roster_name = expected.name, external_id = expected.external_id
          FROM expected WHERE m.cohort_id = $1 AND m.user_id = $2`,
        [id, userId],
      );
      return joined;
    });
  }

  /** Makes a member an instructor, or somebody an instructor and member. False when they were one before. */
  addInstructor(id: CohortId, userId: UserId): Promise<boolean> {
    return hasRows(
      this.dataSource,
      `INSERT INTO cohort_members AS m (cohort_id, user_id, role) VALUES ($1, $2, 'instructor')
        ON CONFLICT (cohort_id, user_id) DO UPDATE SET role = 'instructor' WHERE m.role <> 'instructor'
        RETURNING m.user_id`,
      [id, userId],
    );
  }

  /** The role they had; null when they were no member, or are the last instructor, who stays. */
  async remove(id: CohortId, userId: UserId): Promise<CohortRole | null> {
    return this.dataSource.transaction(async (manager) => {
      // Two instructors who leave at once take turns.
      await manager.query('SELECT 1 FROM cohorts WHERE id = $1 FOR UPDATE', [id]);
      const [row] = await queryRows<{ role: CohortRole }>(
        manager,
        `DELETE FROM cohort_members m WHERE m.cohort_id = $1 AND m.user_id = $2
          AND (m.role = 'learner' OR EXISTS (SELECT 1 FROM cohort_members o
            WHERE o.cohort_id = $1 AND o.user_id <> $2 AND o.role = 'instructor'))
          RETURNING m.role`,
        [id, userId],
      );
      return row?.role ?? null;
    });
  }

  /** Enrols those who have an account and expects the others; says of each address what came of it. */
  importRoster(id: CohortId, entries: readonly RosterEntry[]): Promise<Map<string, RosterResult>> {
    return this.dataSource.transaction((manager) => importRoster(manager, id, entries));
  }

  /** By address, after the one that the cursor names. */
  async listExpected(
    id: CohortId,
    { cursor, limit }: MemberPageQuery,
  ): Promise<{ items: ExpectedMember[]; nextCursor: string | null }> {
    const rows = await queryRows<ExpectedMember>(
      this.dataSource,
      `SELECT email, name, external_id AS "externalId", invited_at AS "invitedAt" FROM cohort_roster
        WHERE cohort_id = $1 AND ($2::text IS NULL OR email > $2) ORDER BY email LIMIT $3`,
      [id, cursor ?? null, limit + 1],
    );
    const items = rows.slice(0, limit);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.email ?? null) : null };
  }

  /** False when nobody with this address is expected. */
  removeExpected(id: CohortId, email: string): Promise<boolean> {
    return hasRows(
      this.dataSource,
      'DELETE FROM cohort_roster WHERE cohort_id = $1 AND email = $2 RETURNING email',
      [id, email],
    );
  }
}
