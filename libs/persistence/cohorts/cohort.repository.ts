import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CohortId, CohortRole, ExerciseId, UserId } from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';
import { Together } from '../together.js';
import { toCursor, toPagePosition } from '../submissions/page-cursor.js';
import {
  COHORT_COLUMNS,
  MEMBER_COLUMNS,
  type CohortChange,
  type CohortMember,
  type CohortRecord,
  type NewCohort,
} from './cohort-record.js';
import { hasExercise, type ExerciseInTracks } from './has-exercise.js';
import { listTerms, type TermsQuery } from './list-terms.js';
import { insertCohort, updateCohort } from './store-cohort.js';

/** A cohort as somebody has it in their list. */
export interface ListedCohort extends CohortRecord {
  /** null for an admin who is no member. */
  readonly role: CohortRole | null;
  readonly learners: number;
}

export interface CohortPageQuery {
  /** null: every cohort there is, for admins. */
  readonly memberId: UserId | null;
  /** Whose role is told. */
  readonly viewerId: UserId;
  readonly archived: boolean;
  /** Cohorts that have this exercise; null: whatever they have. */
  readonly having: ExerciseInTracks | null;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

@Injectable()
export class CohortRepository {
  private readonly terms: Together<TermsQuery, CohortRecord[]>;

  constructor(private readonly dataSource: DataSource) {
    this.terms = new Together<TermsQuery, CohortRecord[]>({
      work: (queries) => listTerms(dataSource, queries),
      most: 100,
    });
  }

  /** Stores the cohort, its exercises and its first instructor together. */
  insert(cohort: NewCohort): Promise<CohortRecord> {
    return this.dataSource.transaction((manager) => insertCohort(manager, cohort));
  }

  /** null when there is no such cohort. */
  update(id: CohortId, change: CohortChange): Promise<CohortRecord | null> {
    return this.dataSource.transaction((manager) => updateCohort(manager, id, change));
  }

  async findById(id: CohortId): Promise<CohortRecord | null> {
    const [row] = await queryRows<CohortRecord>(
      this.dataSource,
      `SELECT ${COHORT_COLUMNS} FROM cohorts c WHERE c.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** null when no cohort has this code, or joining is closed. */
  async findOpenByCode(code: string): Promise<CohortRecord | null> {
    const [row] = await queryRows<CohortRecord>(
      this.dataSource,
      `SELECT ${COHORT_COLUMNS} FROM cohorts c
        WHERE c.join_code = $1 AND c.join_open AND c.archived_at IS NULL`,
      [code],
    );
    return row ?? null;
  }

  /** The chosen exercises in order; none for a cohort with a track. */
  async listExerciseIds(id: CohortId): Promise<ExerciseId[]> {
    const rows = await queryRows<{ exerciseId: ExerciseId }>(
      this.dataSource,
      `SELECT exercise_id AS "exerciseId" FROM cohort_exercises WHERE cohort_id = $1 ORDER BY position`,
      [id],
    );
    return rows.map(({ exerciseId }) => exerciseId);
  }

  /** null when they are no member. */
  async findMember(id: CohortId, userId: UserId): Promise<CohortMember | null> {
    const [row] = await queryRows<CohortMember>(
      this.dataSource,
      `SELECT ${MEMBER_COLUMNS} FROM cohort_members m WHERE m.cohort_id = $1 AND m.user_id = $2`,
      [id, userId],
    );
    return row ?? null;
  }

  /** Newest first. @throws Refusal `bad-cursor` */
  async list(query: CohortPageQuery): Promise<{ items: ListedCohort[]; nextCursor: string | null }> {
    const after = query.cursor === undefined ? null : toPagePosition(query.cursor);
    const rows = await queryRows<ListedCohort>(
      this.dataSource,
      `SELECT ${COHORT_COLUMNS}, own.role,
          (SELECT count(*)::int FROM cohort_members m WHERE m.cohort_id = c.id AND m.role = 'learner') AS learners
        FROM cohorts c LEFT JOIN cohort_members own ON own.cohort_id = c.id AND own.user_id = $2
        WHERE ($1::uuid IS NULL OR own.user_id IS NOT NULL) AND (c.archived_at IS NOT NULL) = $3
          AND ($4::timestamptz IS NULL OR (c.created_at, c.id) < ($4, $5::uuid))
          AND ($7::uuid IS NULL OR ${hasExercise('$7', '$8')})
        ORDER BY c.created_at DESC, c.id DESC LIMIT $6`,
      [
        query.memberId,
        query.viewerId,
        query.archived,
        after?.createdAt ?? null,
        after?.id ?? null,
        query.limit + 1,
        query.having?.exerciseId ?? null,
        query.having?.trackSlugs ?? [],
      ],
    );
    const items = rows.slice(0, query.limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > query.limit && last ? toCursor(last) : null };
  }

  /**
   * The cohorts in which this person learns and which have this exercise, archived ones left out: their terms hold for
   * whatever is handed in.
   */
  listTermsFor(query: TermsQuery): Promise<CohortRecord[]> {
    return this.terms.do(query);
  }

  /** False when there is no such cohort. */
  replaceJoinCode(id: CohortId, code: string): Promise<boolean> {
    return hasRows(this.dataSource, 'UPDATE cohorts SET join_code = $2 WHERE id = $1 RETURNING id', [
      id,
      code,
    ]);
  }

  /** Freezes the learners' board as it is now; one that is frozen stays as it was. */
  async freezeBoard(id: CohortId): Promise<void> {
    await this.dataSource.query(
      'UPDATE cohorts SET board_frozen_at = coalesce(board_frozen_at, clock_timestamp()) WHERE id = $1',
      [id],
    );
  }

  async thawBoard(id: CohortId): Promise<void> {
    await this.dataSource.query('UPDATE cohorts SET board_frozen_at = NULL WHERE id = $1', [id]);
  }
}
