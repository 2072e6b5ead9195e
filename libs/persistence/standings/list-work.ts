import type { DataSource } from 'typeorm';
import { invariant, type ExerciseId, type ExerciseVersion, type UserId } from '#contracts';
import type { GivenVerdict, GradedWork } from '#scoring';
import { queryRows } from '../query-rows.js';

interface WorkRow {
  readonly id: string;
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly version: ExerciseVersion | null;
  readonly createdAt: Date;
  readonly attempt: number | null;
  readonly score: number | null;
  readonly systemError: boolean | null;
  readonly judgedAt: Date | null;
}

/** The points of a version never change, so each is read once: its bundle is large. */
export type KnownPoints = Map<ExerciseVersion, number>;

/** Every graded submission of these people to these exercises with all its verdicts, by user. */
export async function listWork(
  dataSource: DataSource,
  query: { exerciseIds: readonly ExerciseId[]; userIds: readonly UserId[] },
  known: KnownPoints,
): Promise<Map<UserId, GradedWork[]>> {
  const rows = await queryRows<WorkRow>(
    dataSource,
    `SELECT s.id, s.user_id AS "userId", s.exercise_id AS "exerciseId", s.created_at AS "createdAt",
        v.exercise_version AS version, v.attempt, v.score, v.outcome = 'system-error' AS "systemError",
        v.judged_at AS "judgedAt"
      FROM submissions s LEFT JOIN verdicts v ON v.submission_id = s.id
      WHERE s.exercise_id = ANY($1::uuid[]) AND s.user_id = ANY($2::uuid[]) AND s.mode = 'graded'
      ORDER BY s.user_id, s.id`,
    [query.exerciseIds, query.userIds],
  );
  await learnPoints(
    dataSource,
    rows.flatMap(({ version }) => version ?? []),
    known,
  );
  return groupByUser(rows, known);
}

async function learnPoints(
  dataSource: DataSource,
  versions: readonly ExerciseVersion[],
  known: KnownPoints,
): Promise<void> {
  const unknown = [...new Set(versions)].filter((version) => !known.has(version));
  if (unknown.length === 0) return;
  const rows = await queryRows<{ version: ExerciseVersion; points: number }>(
    dataSource,
    `SELECT version, (bundle -> 'manifest' ->> 'points')::int AS points FROM exercise_versions
      WHERE version = ANY($1::text[])`,
    [unknown],
  );
  for (const { version, points } of rows) known.set(version, points);
}

function groupByUser(rows: readonly WorkRow[], points: KnownPoints): Map<UserId, GradedWork[]> {
  const byUser = new Map<UserId, GradedWork[]>();
  let current: { id: string; verdicts: GivenVerdict[] } | undefined;
  for (const row of rows) {
    if (current?.id !== row.id) {
      const work = { ...toWork(row), verdicts: [] };
      listOf(byUser, row.userId).push(work);
      current = work;
    }
    current.verdicts.push(...toVerdict(row, points));
  }
  return byUser;
}

function listOf(byUser: Map<UserId, GradedWork[]>, userId: UserId): GradedWork[] {
  const list = byUser.get(userId) ?? [];
  byUser.set(userId, list);
  return list;
}

const toWork = ({ id, exerciseId, createdAt }: WorkRow) => ({
  id,
  exerciseId,
  createdAtMs: createdAt.getTime(),
});

function toVerdict(row: WorkRow, known: KnownPoints): GivenVerdict[] {
  if (row.attempt === null || row.version === null || row.judgedAt === null) return [];
  const versionPoints = known.get(row.version);
  invariant(versionPoints !== undefined, `exercise version ${row.version} of a verdict is stored`);
  return [
    {
      attempt: row.attempt,
      judgedAtMs: row.judgedAt.getTime(),
      score: row.systemError === true ? null : row.score,
      versionPoints,
    },
  ];
}
