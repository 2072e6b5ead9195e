import type { EntityManager } from 'typeorm';
import { Refusal, type CandidateId, type UserId } from '#contracts';
import type { Exercise } from '#exercise-catalog';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { publishExercise } from '../exercises/publish-exercise.js';
import { hasRows, queryRows } from '../query-rows.js';

export interface Publication {
  readonly id: CandidateId;
  /** What the candidate's files are. */
  readonly exercise: Exercise;
  readonly actorId: UserId;
}

/**
 * To be run in a transaction. Only what was proven is published, whoever asks; the candidate that was current before
 * becomes `superseded`. Safe to repeat.
 * @throws Refusal `unproven`
 */
export async function publishCandidate(
  manager: EntityManager,
  { id, exercise, actorId }: Publication,
): Promise<void> {
  const { slug, version } = exercise;
  const published = await hasRows(
    manager,
    `UPDATE exercise_candidates SET state = 'published', published_at = clock_timestamp()
      WHERE id = $1 AND slug = $2 AND version = $3 AND proven_at IS NOT NULL RETURNING id`,
    [id, slug, version],
  );
  if (!published) {
    throw new Refusal(
      'unproven',
      `This version of \`${slug}\` is not proven: its report says what is missing. Only proven versions are published.`,
    );
  }
  await manager.query(
    `UPDATE exercise_candidates SET state = 'superseded' WHERE slug = $1 AND id <> $2 AND state = 'published'`,
    [slug, id],
  );
  const [before] = await queryRows<{ version: string }>(
    manager,
    'SELECT current_version AS version FROM exercises WHERE slug = $1',
    [slug],
  );
  await publishExercise(manager, exercise, 'api');
  await insertAuditEntry(manager, {
    actorId,
    action: 'exercise.published',
    subject: `exercise:${slug}`,
    detail: { candidate: id, version, before: before?.version ?? null },
  });
}
