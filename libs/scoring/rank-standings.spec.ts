import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExerciseId, UserId } from '#contracts';
import type { GradedWork, LearnerWork } from './graded-work.js';
import { rankBoard, rankStandings, type RankedStanding } from './rank-standings.js';
import type { WorkTerms } from './tally-exercise.js';

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const user = (digit: number) => UserId.parse(id(digit));
const EXERCISES = [ExerciseId.parse(id(1)), ExerciseId.parse(id(2))];
const [HTTP, SQL] = EXERCISES as [ExerciseId, ExerciseId];

const OPEN: WorkTerms = {
  exerciseIds: EXERCISES,
  startsAtMs: null,
  dueAtMs: null,
  closesAtMs: null,
  latePenaltyPercent: null,
  attempts: { cap: null, coolDownMs: null },
};
const LIVE = { frozenAtMs: null, staff: false };

let made = 0;
const submission = (
  exerciseId: ExerciseId,
  createdAtMs: number,
  ...scores: (number | null)[]
): GradedWork => ({
  id: `s${(made += 1)}`,
  exerciseId,
  createdAtMs,
  verdicts: scores.map((score, index) => ({
    attempt: index + 1,
    judgedAtMs: createdAtMs + 10 + index,
    score,
    versionPoints: 100,
  })),
});
const learner = (digit: number, ...work: GradedWork[]): LearnerWork => ({ userId: user(digit), work });
const rows = (board: readonly RankedStanding[]) =>
  board.map(({ rank, userId, points, reachedAtSeconds }) => [
    rank,
    Number(userId.at(-1)),
    points,
    reachedAtSeconds,
  ]);

describe('a board', () => {
  it('orders by points over all exercises, then by who reached them earlier', () => {
    const board = rankBoard(
      [
        learner(1, submission(HTTP, 5_000, 100)),
        learner(2, submission(HTTP, 9_000, 100), submission(SQL, 1_000, 50)),
        learner(3, submission(SQL, 2_000, 100)),
      ],
      OPEN,
      LIVE,
    );

    expect(rows(board)).toEqual([
      [1, 2, 1500, 9],
      [2, 3, 1000, 2],
      [3, 1, 1000, 5],
    ]);
  });

  it('lets equal points of the same second share a rank and skips as many', () => {
    const board = rankBoard(
      [
        learner(1, submission(HTTP, 5_100, 100)),
        learner(2, submission(HTTP, 5_900, 100)),
        learner(3, submission(HTTP, 6_000, 100)),
      ],
      OPEN,
      LIVE,
    );

    expect(rows(board).map(([rank]) => rank)).toEqual([1, 1, 3]);
  });

  it('keeps the best result until it is beaten, and its time', () => {
    const board = rankBoard(
      [learner(1, submission(HTTP, 1_000, 80), submission(HTTP, 2_000, 40), submission(HTTP, 3_000, 80))],
      OPEN,
      LIVE,
    );

    expect(rows(board)).toEqual([[1, 1, 800, 1]]);
  });

  it('takes the latest verdict of a submission, but no system error', () => {
    const board = rankBoard([learner(1, submission(HTTP, 1_000, 80, 60, null))], OPEN, LIVE);

    expect(rows(board)).toEqual([[1, 1, 600, 1]]);
  });

  it('leaves out who has no points', () => {
    const nothing = [
      learner(1),
      learner(2, submission(HTTP, 1_000)),
      learner(3, submission(HTTP, 1_000, 0)),
      learner(4, submission(HTTP, 1_000, null)),
    ];

    expect(rankBoard(nothing, OPEN, LIVE)).toEqual([]);
  });

  it('counts what is handed in between start and close, less the late penalty after the due date', () => {
    const terms = { ...OPEN, startsAtMs: 1_000, dueAtMs: 2_000, closesAtMs: 3_000, latePenaltyPercent: 20 };
    const board = rankBoard(
      [
        learner(1, submission(HTTP, 999, 100)),
        learner(2, submission(HTTP, 2_000, 100)),
        learner(3, submission(HTTP, 2_001, 100)),
        learner(4, submission(HTTP, 3_000, 50)),
        learner(5, submission(HTTP, 3_001, 100)),
      ],
      terms,
      LIVE,
    );

    expect(rows(board)).toEqual([
      [1, 2, 1000, 2],
      [2, 3, 800, 2],
      [3, 4, 400, 3],
    ]);
  });

  it('does not count an attempt beyond the cap, however good', () => {
    const terms = { ...OPEN, attempts: { cap: 1, coolDownMs: null } };
    const board = rankBoard(
      [learner(1, submission(HTTP, 1_000, 30), submission(HTTP, 2_000, 100))],
      terms,
      LIVE,
    );

    expect(rows(board)).toEqual([[1, 1, 300, 1]]);
  });

  it('is frozen for learners and live for staff', () => {
    const learners = [learner(1, submission(HTTP, 1_000, 30), submission(HTTP, 2_000, 100))];

    expect(rows(rankBoard(learners, OPEN, { frozenAtMs: 1_500, staff: false }))).toEqual([[1, 1, 300, 1]]);
    expect(rows(rankBoard(learners, OPEN, { frozenAtMs: 1_500, staff: true }))).toEqual([[1, 1, 1000, 2]]);
  });
});

const work = fc.record({
  exerciseId: fc.constantFrom(...EXERCISES),
  createdAtMs: fc.nat(20_000),
  verdicts: fc.array(
    fc.record({
      score: fc.option(fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10)),
      waitMs: fc.nat(5_000),
      versionPoints: fc.constantFrom(10, 100),
    }),
    { maxLength: 3 },
  ),
});

const learners: fc.Arbitrary<LearnerWork[]> = fc
  .array(fc.array(work, { maxLength: 6 }), { maxLength: 6 })
  .map((all) =>
    all.map((entries, who) => ({
      userId: user(who),
      work: entries.map((entry, index) => ({ ...entry, ...settle(entry), id: `s${who}-${index}` })),
    })),
  );

/** Attempts of a submission are judged one after the other. */
function settle({
  createdAtMs,
  verdicts,
}: {
  createdAtMs: number;
  verdicts: readonly { score: number | null; waitMs: number; versionPoints: number }[];
}): Pick<GradedWork, 'verdicts'> {
  let atMs = createdAtMs;
  return {
    verdicts: verdicts.map(({ score, waitMs, versionPoints }, index) => {
      atMs += waitMs;
      return { attempt: index + 1, judgedAtMs: atMs, score, versionPoints };
    }),
  };
}

const terms: fc.Arbitrary<WorkTerms> = fc.record({
  exerciseIds: fc.constantFrom([HTTP], EXERCISES),
  startsAtMs: fc.option(fc.nat(5_000)),
  dueAtMs: fc.option(fc.integer({ min: 5_001, max: 12_000 })),
  closesAtMs: fc.option(fc.integer({ min: 12_001, max: 20_000 })),
  latePenaltyPercent: fc.option(fc.integer({ min: 0, max: 100 })),
  attempts: fc.record({
    cap: fc.option(fc.integer({ min: 1, max: 3 })),
    coolDownMs: fc.option(fc.integer({ min: 1, max: 4_000 })),
  }),
});

describe('every board', () => {
  it('is the same whatever order learners, submissions and verdicts come in', () => {
    fc.assert(
      fc.property(learners, terms, (all, rules) => {
        const reversed = [...all].reverse().map(({ userId, work: entries }) => ({
          userId,
          work: [...entries]
            .reverse()
            .map((entry) => ({ ...entry, verdicts: [...entry.verdicts].reverse() })),
        }));

        expect(rankBoard(reversed, rules, LIVE)).toEqual(rankBoard(all, rules, LIVE));
      }),
    );
  });

  it('ranks by how many are ahead: one more than those with more points or the same earlier', () => {
    fc.assert(
      fc.property(learners, terms, (all, rules) => {
        const board = rankBoard(all, rules, LIVE);

        for (const own of board) {
          const ahead = board.filter(
            (other) =>
              other.points > own.points ||
              (other.points === own.points && other.reachedAtSeconds < own.reachedAtSeconds),
          );
          expect(own.rank).toBe(ahead.length + 1);
        }
      }),
    );
  });

  it('moves nobody down whose result gets better, and nobody else up', () => {
    const pick = fc.record({ who: fc.nat(), what: fc.nat(), more: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(
      fc.property(learners, terms, pick, (all, rules, { who, what, more }) => {
        const lucky = all[who % Math.max(all.length, 1)];
        const chosen = lucky?.work[what % Math.max(lucky.work.length, 1)];
        fc.pre(lucky !== undefined && chosen !== undefined && chosen.verdicts.length > 0);
        const better = all.map((entry) => (entry === lucky ? improve(lucky, chosen, more) : entry));

        const before = rankBoard(all, rules, LIVE);
        const after = rankBoard(better, rules, LIVE);

        for (const { userId, rank, points } of before) {
          const now = after.find((row) => row.userId === userId)!;
          if (userId === lucky.userId) {
            expect(now.points).toBeGreaterThanOrEqual(points);
            expect(now.rank).toBeLessThanOrEqual(rank);
          } else {
            expect(now.rank).toBeGreaterThanOrEqual(rank);
          }
        }
      }),
    );
  });

  it('frozen at a cut is the board as it was then', () => {
    fc.assert(
      fc.property(learners, terms, fc.nat(25_000), (all, rules, cutMs) => {
        const then = all.map(({ userId, work: entries }) => ({
          userId,
          work: entries
            .filter(({ createdAtMs }) => createdAtMs <= cutMs)
            .map((entry) => ({
              ...entry,
              verdicts: entry.verdicts.filter(({ judgedAtMs }) => judgedAtMs <= cutMs),
            })),
        }));

        const frozen = { frozenAtMs: cutMs, staff: false };

        expect(rankBoard(all, rules, frozen)).toEqual(rankBoard(then, rules, LIVE));
        expect(rankBoard(all, rules, { ...frozen, staff: true })).toEqual(rankBoard(all, rules, LIVE));
      }),
    );
  });

  it('has nobody twice and nobody without points', () => {
    fc.assert(
      fc.property(learners, terms, (all, rules) => {
        const board = rankBoard(all, rules, LIVE);

        expect(new Set(board.map(({ userId }) => userId)).size).toBe(board.length);
        expect(board.every(({ points }) => points > 0)).toBe(true);
      }),
    );
  });
});

/** Adds to the latest scored verdict of one submission. */
function improve({ userId, work: entries }: LearnerWork, chosen: GradedWork, more: number): LearnerWork {
  const latest = chosen.verdicts.findLast(({ score }) => score !== null);
  const verdicts = chosen.verdicts.map((verdict) =>
    verdict === latest
      ? { ...verdict, score: Math.min(1000, Math.round(verdict.score! * 10) + more) / 10 }
      : verdict,
  );
  return { userId, work: entries.map((entry) => (entry === chosen ? { ...chosen, verdicts } : entry)) };
}

describe('rankStandings', () => {
  it('is empty without standings', () => {
    expect(rankStandings([])).toEqual([]);
  });
});
