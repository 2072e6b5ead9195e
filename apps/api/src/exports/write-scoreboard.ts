import { createHash } from 'node:crypto';
import type { CohortId, ExerciseId, UserId } from '#contracts';
import {
  rankStandings,
  seeUpTo,
  tallyExercise,
  tallyWork,
  totalStanding,
  type LearnerWork,
  type WorkTerms,
} from '#scoring';

export interface ScoreboardSource {
  readonly cohortId: CohortId;
  readonly terms: WorkTerms;
  /** When the contest begins: times are counted from here. */
  readonly beganAt: Date;
  readonly closesAt: Date | null;
  readonly frozenAt: Date | null;
  /** Verdicts after it are not shown; null: all are. */
  readonly cutMs: number | null;
  readonly learners: readonly LearnerWork[];
  /** Whoever has none is not on the board. */
  readonly names: ReadonlyMap<UserId, string>;
}

const MINUTE_MS = 60_000;

/**
 * A board as the scoreboard of the CLICS Contest API 2023-06, `scoreboard_type` "score"
 * (https://ccs-specs.icpc.io/2023-06/contest_api#scoreboard). Rows have the name on the board besides.
 */
export function writeScoreboard(source: ScoreboardSource, now: Date): string {
  const standings = source.learners.flatMap(
    (learner) => totalStanding(learner, source.terms, source.cutMs) ?? [],
  );
  const work = new Map(source.learners.map((learner) => [learner.userId, learner]));
  const rows = rankStandings(standings).flatMap(({ userId, rank, points, reachedAtSeconds }) => {
    const name = source.names.get(userId);
    if (name === undefined) return [];
    const score = { score: points / 10, time: minutesInto(source, reachedAtSeconds * 1000) };
    const problems = source.terms.exerciseIds.map((id) => toProblem(source, work.get(userId)!, id));
    return [{ rank, team_id: toTeamId(source.cohortId, userId), display_name: name, score, problems }];
  });
  rows.sort(
    (left, right) => left.rank - right.rank || left.display_name.localeCompare(right.display_name, 'en-US'),
  );
  const time = source.cutMs === null ? now : new Date(source.cutMs);
  return JSON.stringify(
    {
      time: time.toISOString(),
      contest_time: toRelativeTime(Math.max(0, time.getTime() - source.beganAt.getTime())),
      state: toState(source, now),
      rows,
    },
    null,
    2,
  );
}

function toProblem(source: ScoreboardSource, { work }: LearnerWork, exerciseId: ExerciseId) {
  const seen = seeUpTo(work, source.cutMs).filter((entry) => entry.exerciseId === exerciseId);
  const { counting } = tallyWork(seen, source.terms);
  const { best } = tallyExercise(seen, source.terms);
  const judged = counting.filter(({ verdicts }) => verdicts.some(({ score }) => score !== null));
  const upToBest =
    best === null ? judged : judged.filter(({ createdAtMs }) => createdAtMs <= best.createdAtMs);
  const points = (best?.points ?? 0) / 10;
  return {
    problem_id: exerciseId,
    num_judged: upToBest.length,
    num_pending: counting.length - judged.length,
    score: points,
    ...(best !== null && points > 0 ? { time: minutesInto(source, best.createdAtMs) } : {}),
  };
}

function toState({ beganAt, closesAt, frozenAt }: ScoreboardSource, now: Date) {
  const past = (moment: Date | null) => (moment !== null && moment <= now ? moment.toISOString() : null);
  return {
    started: past(beganAt),
    ended: past(closesAt),
    frozen: past(frozenAt),
    // A thawed board is not frozen any more, and does not tell that it was.
    thawed: null,
    finalized: null,
    end_of_updates: null,
  };
}

const minutesInto = ({ beganAt }: ScoreboardSource, atMs: number): number =>
  Math.max(0, Math.floor((atMs - beganAt.getTime()) / MINUTE_MS));

/** h:mm:ss.uuu */
export function toRelativeTime(ms: number): string {
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours}:${pad(minutes)}:${pad(seconds % 60)}.${pad(ms % 1000, 3)}`;
}

/** SECURITY: P37: the same in every export of this board, and of no use anywhere else. */
const toTeamId = (cohortId: CohortId, userId: UserId): string =>
  createHash('sha256').update(`${cohortId}:${userId}`).digest('hex').slice(0, 24);
