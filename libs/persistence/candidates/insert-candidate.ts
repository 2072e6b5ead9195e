import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import {
  Refusal,
  type CandidateId,
  type ExerciseSlug,
  type LintFinding,
  type SubmissionFile,
  type UserId,
} from '#contracts';
import type { Exercise } from '#exercise-catalog';
import { queryRows } from '../query-rows.js';
import { toStorableJson } from '../storable-text.js';

export interface NewCandidate {
  readonly slug: ExerciseSlug;
  readonly files: readonly SubmissionFile[];
  readonly findings: readonly LintFinding[];
  /** null when lint found mistakes: nothing is queued then. */
  readonly exercise: Exercise | null;
  readonly createdBy: UserId;
}

/** Unfinished proofs of one author, over all exercises: each takes a worker minutes. */
const MAX_UNFINISHED = 10;
/** What an author looks back at. Older ones that never came to anything are forgotten. */
const KEPT_PER_EXERCISE = 30;

/**
 * To be run in a transaction. Uploads of one exercise take turns; the newest takes the place of those still waiting.
 * @throws Refusal `too-many-requests` when the author has too many unfinished ones
 */
export async function insertCandidate(manager: EntityManager, candidate: NewCandidate): Promise<CandidateId> {
  const { slug, exercise, createdBy } = candidate;
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`candidates:${createdBy}`]);
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`candidate:${slug}`]);
  if (exercise !== null) {
    await supersedeUnfinished(manager, slug);
    await refuseTooMany(manager, createdBy);
    // A version that is there already is the same, but for the slug of an exercise that was renamed: publishing sees to it.
    await manager.query(
      'INSERT INTO exercise_versions (version, bundle) VALUES ($1, $2::jsonb) ON CONFLICT (version) DO NOTHING',
      [exercise.version, toStorableJson(exercise, `exercise ${slug}`)],
    );
  }
  const id = await storeRow(manager, candidate);
  await forgetOldest(manager, slug);
  return id;
}

async function storeRow(manager: EntityManager, candidate: NewCandidate): Promise<CandidateId> {
  const { slug, exercise, files, findings, createdBy } = candidate;
  const id = randomUUID() as CandidateId;
  await manager.query(
    `INSERT INTO exercise_candidates (id, slug, version, title, files, findings, state, created_by, created_at)
      VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8, clock_timestamp())`,
    [
      id,
      slug,
      exercise?.version ?? null,
      exercise?.manifest.title ?? null,
      toStorableJson(files, `candidate of ${slug}`),
      toStorableJson(findings, `lint of ${slug}`),
      exercise === null ? 'rejected-by-lint' : 'queued',
      createdBy,
    ],
  );
  return id;
}

async function supersedeUnfinished(manager: EntityManager, slug: ExerciseSlug): Promise<void> {
  await manager.query(
    `UPDATE exercise_candidates SET state = 'superseded', worker_id = NULL, lease_until = NULL
      WHERE slug = $1 AND state IN ('queued', 'proving')`,
    [slug],
  );
}

async function refuseTooMany(manager: EntityManager, createdBy: UserId): Promise<void> {
  const [row] = await queryRows<{ count: number }>(
    manager,
    `SELECT count(*)::int AS count FROM exercise_candidates
      WHERE created_by = $1 AND state IN ('queued', 'proving')`,
    [createdBy],
  );
  if (row!.count < MAX_UNFINISHED) return;
  throw new Refusal(
    'too-many-requests',
    `${row!.count} of your exercises wait to be proven: send more when some of them are.`,
    { retryAfterSeconds: 60 },
  );
}

async function forgetOldest(manager: EntityManager, slug: ExerciseSlug): Promise<void> {
  await manager.query(
    `DELETE FROM exercise_candidates WHERE id IN (
        SELECT id FROM exercise_candidates WHERE slug = $1 ORDER BY created_at DESC, id DESC OFFSET $2
      ) AND proven_at IS NULL AND state IN ('rejected-by-lint', 'unproven', 'superseded')`,
    [slug, KEPT_PER_EXERCISE],
  );
}
