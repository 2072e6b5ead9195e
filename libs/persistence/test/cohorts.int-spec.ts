import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CohortMemberRepository } from '../cohorts/cohort-member.repository.js';
import { CohortRepository } from '../cohorts/cohort.repository.js';
import type { ExerciseId, UserId } from '#contracts';
import { aCohort } from './a-cohort.js';
import { JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;
let cohorts: CohortRepository;
beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  cohorts = new CohortRepository(database.dataSource);
});
afterAll(() => database[Symbol.asyncDispose]());

describe('a cohort', () => {
  it('is stored with its exercises in order, and its author teaches it', async () => {
    const author = await world.aUser();
    const exerciseIds = [randomUUID(), randomUUID(), randomUUID()] as ExerciseId[];

    const cohort = await cohorts.insert(aCohort(author, { exerciseIds, attemptCap: 3 }));

    expect(await cohorts.findById(cohort.id)).toEqual(cohort);
    expect(cohort).toMatchObject({ name: 'Autumn', attemptCap: 3, archivedAt: null, boardFrozenAt: null });
    expect(await cohorts.listExerciseIds(cohort.id)).toEqual(exerciseIds);
    expect(await cohorts.findMember(cohort.id, author)).toMatchObject({
      role: 'instructor',
      rosterName: null,
    });
  });

  it('has no members but those who joined', async () => {
    const cohort = await cohorts.insert(aCohort(await world.aUser()));

    expect(await cohorts.findMember(cohort.id, await world.aUser())).toBeNull();
  });

  it('outlives the account of its author', async () => {
    const author = await world.aUser();
    const cohort = await cohorts.insert(aCohort(author));

    await database.dataSource.query('DELETE FROM users WHERE id = $1', [author]);

    expect(await cohorts.findById(cohort.id)).not.toBeNull();
    expect(await cohorts.findMember(cohort.id, author)).toBeNull();
  });

  it('is not stored when its exercises are not', async () => {
    const id = randomUUID() as ExerciseId;
    const twice = aCohort(await world.aUser(), { name: 'Twice', exerciseIds: [id, id] });

    await expect(cohorts.insert(twice)).rejects.toThrow('cohort_exercises_pkey');

    expect(await database.dataSource.query(`SELECT 1 FROM cohorts WHERE name = 'Twice'`)).toEqual([]);
  });
});

describe('terms', () => {
  it('that are asked for at the same moment are each of their own learner and exercise', async () => {
    const [author, ada, bob] = [await world.aUser(), await world.aUser(), await world.aUser()];
    const [first, second] = [randomUUID(), randomUUID()] as [ExerciseId, ExerciseId];
    const chosen = await cohorts.insert(aCohort(author, { exerciseIds: [first] }));
    const onTrack = await cohorts.insert(aCohort(author, { trackSlug: 'some-track' }));
    const members = new CohortMemberRepository(database.dataSource);
    await members.join(chosen.id, ada);
    await members.join(onTrack.id, bob);
    const ask = async (userId: UserId, exerciseId: ExerciseId, trackSlugs: string[] = []) =>
      (await cohorts.listTermsFor({ userId, exerciseId, trackSlugs })).map(({ id }) => id);

    // While the first is asked for, the others come together.
    const found = await Promise.all([
      ask(ada, first),
      ask(ada, second),
      ask(bob, first),
      ask(bob, second, ['another-track', 'some-track']),
      ask(ada, second, ['some-track']),
      ask(author, first),
      ask(ada, first),
    ]);

    expect(found).toEqual([[chosen.id], [], [], [onTrack.id], [], [], [chosen.id]]);
  });
});
