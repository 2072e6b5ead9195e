import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CohortId, CohortRole, UserId } from '#contracts';
import type { DraftKey } from '../drafts/draft-record.js';
import { queryRows } from '../query-rows.js';

export interface OwnMembership {
  readonly cohortId: CohortId;
  readonly cohort: string;
  readonly role: CohortRole;
  readonly joinedAt: Date;
  /** What the roster of the cohort calls them; null unless they were on it. */
  readonly rosterName: string | null;
  readonly externalId: string | null;
}

/** What only its owner asks for as a whole: to take it along. */
@Injectable()
export class OwnRecordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  listDrafts(userId: UserId): Promise<DraftKey[]> {
    return queryRows(
      this.dataSource,
      `SELECT user_id AS "userId", exercise_id AS "exerciseId", runtime FROM drafts
        WHERE user_id = $1 ORDER BY exercise_id, runtime`,
      [userId],
    );
  }

  /** In the order of joining. */
  listMemberships(userId: UserId): Promise<OwnMembership[]> {
    return queryRows(
      this.dataSource,
      `SELECT m.cohort_id AS "cohortId", c.name AS cohort, m.role, m.joined_at AS "joinedAt",
          m.roster_name AS "rosterName", m.external_id AS "externalId"
        FROM cohort_members m JOIN cohorts c ON c.id = m.cohort_id
        WHERE m.user_id = $1 ORDER BY m.joined_at, m.cohort_id`,
      [userId],
    );
  }
}
