import type { DataSource } from 'typeorm';
import type { ExerciseSlug, ExerciseVersion } from '#contracts';
import { queryRows } from '../query-rows.js';
import { CANDIDATE_COLUMNS, CANDIDATE_SOURCE, type CandidateRecord } from './candidate-record.js';

/** An exercise as its authors see it. */
export interface DeskRecord {
  readonly slug: ExerciseSlug;
  readonly title: string | null;
  /** null when nothing of it was ever published. */
  readonly version: ExerciseVersion | null;
  readonly origin: 'folder' | 'api' | null;
  readonly publishedAt: Date | null;
  readonly retiredAt: Date | null;
  readonly latest: CandidateRecord | null;
}

type Row = Omit<DeskRecord, 'latest'>;

export async function listDesk(dataSource: DataSource): Promise<DeskRecord[]> {
  const exercises = await queryRows<Row>(
    dataSource,
    `SELECT e.slug, v.bundle -> 'manifest' ->> 'title' AS title, e.current_version AS version, e.origin,
        e.published_at AS "publishedAt", e.retired_at AS "retiredAt"
      FROM exercises e JOIN exercise_versions v ON v.version = e.current_version`,
  );
  const latest = await queryRows<CandidateRecord>(
    dataSource,
    `SELECT DISTINCT ON (c.slug) ${CANDIDATE_COLUMNS} FROM ${CANDIDATE_SOURCE}
      ORDER BY c.slug, c.created_at DESC, c.id DESC`,
  );
  return join(exercises, latest).sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

function join(exercises: readonly Row[], candidates: readonly CandidateRecord[]): DeskRecord[] {
  const bySlug = new Map(candidates.map((candidate) => [candidate.slug, candidate]));
  const known = new Set(exercises.map(({ slug }) => slug));
  return [
    ...exercises.map((row) => ({ ...row, latest: bySlug.get(row.slug) ?? null })),
    ...candidates.filter(({ slug }) => !known.has(slug)).map(unpublished),
  ];
}

function unpublished(latest: CandidateRecord): DeskRecord {
  const { slug, title } = latest;
  return { slug, title, version: null, origin: null, publishedAt: null, retiredAt: null, latest };
}
