import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CohortId, ExerciseId, UserId } from '#contracts';
import type { GradedWork } from '#scoring';
import { toRelativeTime, writeScoreboard, type ScoreboardSource } from './write-scoreboard.js';

const id = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const EXERCISES = [ExerciseId.parse(id(1)), ExerciseId.parse(id(2))];
const [ADA, BOB] = [UserId.parse(id(3)), UserId.parse(id(4))];
const BEGAN = Date.parse('2026-03-01T10:00:00Z');
const MINUTE = 60_000;
const NOW = new Date(BEGAN + 180 * MINUTE);

let made = 0;
const work = (exercise: number, minute: number, ...scores: number[]): GradedWork => ({
  id: `s${(made += 1)}`,
  exerciseId: EXERCISES[exercise]!,
  createdAtMs: BEGAN + minute * MINUTE,
  verdicts: scores.map((score, index) => ({
    attempt: index + 1,
    judgedAtMs: BEGAN + (minute + 1) * MINUTE,
    score,
    versionPoints: 100,
  })),
});

const source = (overrides: Partial<ScoreboardSource> = {}): ScoreboardSource => ({
  cohortId: CohortId.parse(id(5)),
  terms: {
    exerciseIds: EXERCISES,
    startsAtMs: null,
    dueAtMs: null,
    closesAtMs: null,
    latePenaltyPercent: null,
    attempts: { cap: null, coolDownMs: null },
  },
  beganAt: new Date(BEGAN),
  closesAt: null,
  frozenAt: null,
  cutMs: null,
  learners: [
    { userId: ADA, work: [work(0, 5, 20), work(0, 10, 50), work(0, 12, 30), work(1, 30)] },
    { userId: BOB, work: [work(0, 20, 100), work(1, 40, 25.5)] },
  ],
  names: new Map([
    [ADA, 'quiet-heron-417'],
    [BOB, 'Bob'],
  ]),
  ...overrides,
});

const write = (overrides: Partial<ScoreboardSource> = {}) =>
  JSON.parse(writeScoreboard(source(overrides), NOW));

/**
 * Written after https://ccs-specs.icpc.io/2023-06/contest_api: the scoreboard object, with the contest state and the
 * types ID, TIME and RELTIME that it uses, for `scoreboard_type` "score".
 */
const TIME = {
  type: 'string',
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d(:\d\d)?)$`,
};
const TIME_OR_NULL = { anyOf: [TIME, { type: 'null' }] };
const ID = { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,34}[A-Za-z0-9_-]?$' };
const COUNT = { type: 'integer', minimum: 0 };
const SCOREBOARD = {
  type: 'object',
  required: ['time', 'contest_time', 'state', 'rows'],
  properties: {
    time: TIME,
    contest_time: { type: 'string', pattern: String.raw`^-?\d+:[0-5]\d:[0-5]\d(\.\d{3})?$` },
    state: {
      type: 'object',
      required: ['started', 'ended', 'finalized', 'end_of_updates'],
      additionalProperties: TIME_OR_NULL,
    },
    rows: {
      type: 'array',
      items: {
        type: 'object',
        required: ['rank', 'team_id', 'score'],
        properties: {
          rank: { type: 'integer', minimum: 1 },
          team_id: ID,
          score: {
            type: 'object',
            required: ['score'],
            properties: { score: { type: 'number' }, time: COUNT },
            additionalProperties: false,
          },
          problems: {
            type: 'array',
            items: {
              type: 'object',
              required: ['problem_id', 'num_judged', 'num_pending', 'score'],
              properties: {
                problem_id: ID,
                num_judged: COUNT,
                num_pending: COUNT,
                score: { type: 'number', minimum: 0 },
                time: COUNT,
              },
              additionalProperties: false,
              // A time belongs to points, and points to a time.
              if: { properties: { score: { type: 'number', exclusiveMinimum: 0 } } },
              then: { required: ['time'] },
              else: { not: { required: ['time'] } },
            },
          },
        },
      },
    },
  },
};

describe('writeScoreboard', () => {
  it('writes what the specification of the scoreboard asks for', () => {
    const check = new Ajv2020({ strictRequired: false }).compile(SCOREBOARD);
    const frozenAt = new Date(BEGAN + 15 * MINUTE);

    for (const board of [write(), write({ frozenAt, cutMs: frozenAt.getTime() }), write({ learners: [] })]) {
      check(board);
      expect(check.errors).toBeNull();
    }
    expect(check({ ...write(), rows: [{ rank: 0, team_id: '', score: {} }] })).toBe(false);
  });

  it('ranks by points, with the minute of the latest gain, and each problem up to its best result', () => {
    const { rows, contest_time } = write();

    expect(contest_time).toBe('3:00:00.000');
    expect(rows).toEqual([
      {
        rank: 1,
        team_id: expect.any(String),
        display_name: 'Bob',
        score: { score: 125.5, time: 40 },
        problems: [
          { problem_id: EXERCISES[0], num_judged: 1, num_pending: 0, score: 100, time: 20 },
          { problem_id: EXERCISES[1], num_judged: 1, num_pending: 0, score: 25.5, time: 40 },
        ],
      },
      {
        rank: 2,
        team_id: expect.any(String),
        display_name: 'quiet-heron-417',
        score: { score: 50, time: 10 },
        problems: [
          { problem_id: EXERCISES[0], num_judged: 2, num_pending: 0, score: 50, time: 10 },
          { problem_id: EXERCISES[1], num_judged: 0, num_pending: 1, score: 0 },
        ],
      },
    ]);
  });

  it('shows nothing after the cut', () => {
    const frozenAt = new Date(BEGAN + 15 * MINUTE);

    const board = write({ frozenAt, cutMs: frozenAt.getTime() });

    expect(board).toMatchObject({ contest_time: '0:15:00.000', state: { frozen: frozenAt.toISOString() } });
    expect(board.rows.map((row: { display_name: string }) => row.display_name)).toEqual(['quiet-heron-417']);
  });

  it('has nobody who is not on the board, and no id of a person (P37)', () => {
    const text = writeScoreboard(source({ names: new Map([[BOB, 'Bob']]) }), NOW);

    expect(JSON.parse(text).rows).toHaveLength(1);
    expect(text).not.toContain(ADA);
    expect(text).not.toContain(BOB);
  });
});

describe('toRelativeTime', () => {
  it('is written as h:mm:ss.uuu', () => {
    expect(toRelativeTime(3_723_045)).toBe('1:02:03.045');
    expect(toRelativeTime(100 * 3_600_000)).toBe('100:00:00.000');
  });
});
