import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CohortId, UserId } from '#contracts';
import { sendRoundAgain } from '#testing';
import { CohortRepository } from '../cohorts/cohort.repository.js';
import type { BoardScope } from '../standings/board-scope.js';
import { StandingRepository } from '../standings/standing.repository.js';
import { aCohort } from './a-cohort.js';
import { aVerdict, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;
let standings: StandingRepository;
let cohorts: CohortRepository;
let everywhere: BoardScope;
const LONG_AGO = new Date(0);

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  standings = new StandingRepository(database.dataSource);
  cohorts = new CohortRepository(database.dataSource);
  everywhere = { exerciseIds: [world.exercise.manifest.id], cohortId: null };
});
afterAll(() => database[Symbol.asyncDispose]());

const sql = (text: string, parameters: unknown[]) => database.dataSource.query(text, parameters);
const setVisibility = (userId: UserId, visibility: string) =>
  sql('UPDATE users SET board_visibility = $2 WHERE id = $1', [userId, visibility]);

async function aCohortOf(...learners: UserId[]): Promise<CohortId> {
  const { id } = await cohorts.insert(aCohort(await world.aUser()));
  for (const userId of learners)
    await sql(`INSERT INTO cohort_members (cohort_id, user_id, role) VALUES ($1, $2, 'learner')`, [
      id,
      userId,
    ]);
  return id;
}

describe('the work that a board counts', () => {
  it('is every graded submission with each of its verdicts, worth what its version was', async () => {
    const ada = await world.aUser();
    const judged = await world.submit(ada);
    await world.judge(judged.id, 'system-error', null);
    await sendRoundAgain(database.dataSource, judged.id);
    await world.judge(judged.id, 'partial', 50.5);
    const waiting = await world.submit(ada);
    await world.submit(ada, { mode: 'public' });

    const [learner] = await standings.listBoardWork(everywhere, [ada]);

    expect(learner?.userId).toBe(ada);
    expect(learner?.work.toSorted((left, right) => left.createdAtMs - right.createdAtMs)).toEqual([
      {
        id: judged.id,
        exerciseId: judged.exerciseId,
        createdAtMs: judged.createdAt.getTime(),
        verdicts: [
          { attempt: 1, judgedAtMs: expect.any(Number), score: null, versionPoints: 100 },
          { attempt: 2, judgedAtMs: expect.any(Number), score: 50.5, versionPoints: 100 },
        ],
      },
      {
        id: waiting.id,
        exerciseId: judged.exerciseId,
        createdAtMs: waiting.createdAt.getTime(),
        verdicts: [],
      },
    ]);
  });

  it('is that of members who learn, on the board of a cohort', async () => {
    const [member, stranger] = [await world.aUser(), await world.aUser()];
    const cohortId = await aCohortOf(member);

    const scope = { ...everywhere, cohortId };

    expect(await standings.listOnBoard(cohortId, { after: null, limit: 10 })).toEqual([member]);
    expect((await standings.listBoardWork(scope, [member, stranger])).map(({ userId }) => userId)).toEqual([
      member,
    ]);
  });

  it('is not that of hidden people and of staff (P37)', async () => {
    const [shown, hidden, staff] = [await world.aUser(), await world.aUser(), await world.aUser()];
    await setVisibility(hidden, 'hidden');
    await sql(`UPDATE users SET role = 'instructor' WHERE id = $1`, [staff]);

    const people = await standings.listBoardWork(everywhere, [shown, hidden, staff]);

    expect(people.map(({ userId }) => userId)).toEqual([shown]);
    const all = await standings.listOnBoard(null, { after: null, limit: 1_000 });
    expect(all).toContain(shown);
    expect(all).not.toContain(hidden);
    expect(all).not.toContain(staff);
  });

  it('comes in pages without gap or repetition', async () => {
    const people = [await world.aUser(), await world.aUser(), await world.aUser()];
    const cohortId = await aCohortOf(...people);

    const first = await standings.listOnBoard(cohortId, { after: null, limit: 2 });
    const second = await standings.listOnBoard(cohortId, { after: first[1]!, limit: 2 });

    expect([...first, ...second]).toEqual([...people].sort());
  });
});

describe('the names on a board', () => {
  it('are aliases, or the name of who wants that, and none of who is hidden (P37)', async () => {
    const [alias, name, hidden] = [await world.aUser(), await world.aUser(), await world.aUser()];
    await setVisibility(name, 'name');
    await setVisibility(hidden, 'hidden');

    const names = await standings.listShownNames(null, [alias, name, hidden]);

    expect(names.get(alias)).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(names.get(name)).toBe('Ada');
    expect(names.has(hidden)).toBe(false);
  });
});

describe('changes', () => {
  const changesOf = async (userId: UserId, scope: BoardScope, since = LONG_AGO) =>
    (await standings.listChanges(scope, since)).changes
      .filter((change) => change.userId === userId)
      .map(({ byVerdict }) => byVerdict);

  it('tell every verdict, each with a key of its own', async () => {
    const ada = await world.aUser();
    const { id } = await world.submit(ada);
    await world.judge(id, 'partial', 50);
    await sendRoundAgain(database.dataSource, id);
    const { attempt } = await world.mustClaim(id);
    await world.submissions.record({ id, attempt, verdict: aVerdict('accepted', 100) });

    const { changes, asOf } = await standings.listChanges(everywhere, LONG_AGO);

    expect(changes.filter(({ userId }) => userId === ada).map(({ key }) => key)).toEqual(
      expect.arrayContaining([`${id}:1`, `${id}:2`]),
    );
    expect(await changesOf(ada, everywhere, new Date(asOf.getTime() + 1_000))).toEqual([]);
  });

  it.each<[string, (userId: UserId) => Promise<unknown>]>([
    ['hides', (userId) => setVisibility(userId, 'hidden')],
    [
      'takes another alias',
      (userId) => sql('UPDATE users SET alias = $2 WHERE id = $1', [userId, randomUUID()]),
    ],
    ['takes another name', (userId) => sql(`UPDATE users SET display_name = 'Eve' WHERE id = $1`, [userId])],
    ['becomes staff', (userId) => sql(`UPDATE users SET role = 'admin' WHERE id = $1`, [userId])],
    ['deletes the account', (userId) => sql('DELETE FROM users WHERE id = $1', [userId])],
  ])('tell that somebody %s', async (_, change) => {
    const ada = await world.aUser();

    await change(ada);

    expect(await changesOf(ada, everywhere)).toEqual([false]);
  });

  it('tell nothing of what no board shows', async () => {
    const ada = await world.aUser();

    await sql(`UPDATE users SET password_hash = 'other', display_name = display_name WHERE id = $1`, [ada]);

    expect(await changesOf(ada, everywhere)).toEqual([]);
  });

  it('tell a cohort who joins and leaves, and no other board', async () => {
    const ada = await world.aUser();
    const cohortId = await aCohortOf(ada);
    await sql('DELETE FROM cohort_members WHERE user_id = $1', [ada]);

    expect(await changesOf(ada, { ...everywhere, cohortId })).toEqual([false, false]);
    expect(await changesOf(ada, everywhere)).toEqual([]);
  });
});
