import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { BoardCache } from '#board-cache';
import type { CohortDetail, Role, SubmissionId } from '#contracts';
import { StandingRepository } from '#persistence';
import { sendRoundAgain } from '#testing';
import { rankBoard, type RankedStanding } from '#scoring';
import { BoardKeeper } from '../src/boards/board-keeper.service.js';
import { toBoardKey, type Board } from '../src/boards/board.js';
import { FindBoardService } from '../src/boards/find-board.service.js';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';

let world: ApiWorld;
let cohorts: CohortWorld;
let teacher: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  cohorts = new CohortWorld(world);
  teacher = await world.account('instructor');
});
afterAll(() => world.close());

const sql = (text: string, parameters: unknown[]) => world.app.get(DataSource).query(text, parameters);

/** One thing that happens in a cohort of five. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('score' as const),
      who: fc.nat(4),
      points: fc.nat(100),
      second: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('rejudge' as const), which: fc.nat(), points: fc.nat(100) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), who: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('join' as const), who: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('show' as const),
      who: fc.nat(4),
      as: fc.constantFrom('alias', 'name', 'hidden'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), who: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What has happened so far, and how to let more happen. */
class History {
  private readonly submissions: SubmissionId[] = [];
  private readonly gone = new Set<Account>();

  constructor(
    private readonly cohort: CohortDetail,
    private readonly people: readonly Account[],
    private readonly look: () => Promise<unknown>,
  ) {}

  async take(next: Step): Promise<void> {
    if (next.do === 'look') return void (await this.look());
    if (next.do === 'rejudge') return this.rejudge(next.which, next.points);
    const person = this.people[next.who]!;
    if (this.gone.has(person)) return;
    switch (next.do) {
      case 'score': {
        const id = await this.submit(person);
        if (id === null) return;
        this.submissions.push(id);
        await sql(`UPDATE submissions SET created_at = $2 WHERE id = $1`, [
          id,
          `2026-01-01T10:00:0${next.second}Z`,
        ]);
        return world.judge(id, toVerdict(next.points));
      }
      case 'fail': {
        const id = await this.submit(person);
        if (id !== null) await world.judge(id, aVerdict({ outcome: 'system-error', score: null }));
        return;
      }
      case 'leave':
        return void (await cohorts.ask('delete', this.cohort.id, '/membership', person));
      case 'join':
        return cohorts.join(this.cohort, person);
      case 'show':
        return sql('UPDATE users SET board_visibility = $2 WHERE id = $1', [person.id, next.as]);
      case 'delete':
        this.gone.add(person);
        return sql('DELETE FROM users WHERE id = $1', [person.id]);
    }
  }

  /** null when the cohort lets them submit no more. */
  private async submit(person: Account): Promise<SubmissionId | null> {
    const answer = await world.send(person);
    if (answer.body.code === 'attempts-used-up') return null;
    expect(answer.status).toBe(202);
    return answer.body.id as SubmissionId;
  }

  private async rejudge(which: number, points: number): Promise<void> {
    const id = this.submissions[which % Math.max(1, this.submissions.length)];
    if (id === undefined || (await world.submissions.findById(id)) === null) return;
    await sendRoundAgain(world.app.get(DataSource), id);
    await world.judge(id, toVerdict(points));
  }
}

const toVerdict = (points: number) => (points === 100 ? aVerdict() : aPartialVerdict({ score: points }));

async function readCached(board: Board): Promise<readonly RankedStanding[]> {
  const state = await world.app.get(BoardKeeper).refresh(board);
  const page = await world.app.get(BoardCache).readPage(toBoardKey(board), state, { from: null, limit: 100 });
  return page.rows;
}

/** From the rows alone, by the pure function, as if nothing had ever been cached. */
async function countAnew({ scope, terms, cutMs }: Board): Promise<RankedStanding[]> {
  const standings = world.app.get(StandingRepository);
  const people = await standings.listOnBoard(scope.cohortId, { after: null, limit: 1_000 });
  return rankBoard(await standings.listBoardWork(scope, people), terms, { frozenAtMs: cutMs, staff: false });
}

const ATTEMPT_CAP = 4;
const MORE_THAN_THE_CAP: Step[] = Array.from({ length: ATTEMPT_CAP + 1 }, () => ({
  do: 'score',
  who: 1,
  points: 0,
  second: 0,
}));

/** Twelve histories of up to fourteen steps, each with people of its own. */
const TIMEOUT_MS = 240_000;

describe('a cached board', () => {
  it(
    'is what a rebuild from verdicts comes to, whatever has happened and whenever it was looked at',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 3, maxLength: 14 }),
          fc.nat(14),
          async (steps, freezeAfter) => {
            let cohort = await cohorts.create(teacher);
            cohort = await cohorts.change(teacher, cohort, { attemptCap: ATTEMPT_CAP });
            const people = await cohorts.learners(cohort, 5);
            const find = (account: Account, role: Role) => {
              const caller = { ...account, displayName: '', role, via: 'token', sessionId: null } as const;
              return world.app.get(FindBoardService).ofCohort(caller, cohort.id);
            };
            const findForStaff = () => find(teacher, 'instructor');
            const history = new History(cohort, people, async () => readCached(await findForStaff()));
            const watcher = await world.account();
            await cohorts.join(cohort, watcher);

            for (const [index, next] of steps.entries()) {
              await history.take(next);
              if (index === freezeAfter)
                await cohorts.ask('post', cohort.id, '/leaderboard/freeze', teacher).expect(200);
            }

            for (const board of [await findForStaff(), await find(watcher, 'learner')]) {
              expect(await readCached(board)).toEqual(await countAnew(board));
            }
          },
        ),
        { numRuns: 12, examples: [[MORE_THAN_THE_CAP, 0]] },
      );
    },
    TIMEOUT_MS,
  );
});
