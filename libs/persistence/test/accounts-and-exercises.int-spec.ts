import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { anExercise, aManifest } from '#testing';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { TokenRepository } from '../tokens/token.repository.js';
import { UserRepository } from '../users/user.repository.js';
import { aSlug, aVersion, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;
let users: UserRepository;
let tokens: TokenRepository;
let exercises: ExerciseRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  users = new UserRepository(database.dataSource);
  tokens = new TokenRepository(database.dataSource);
  exercises = new ExerciseRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

const aNewUser = (email: string) => ({
  email,
  displayName: 'Ada',
  passwordHash: 'hash',
  role: 'learner' as const,
});
const inAnHour = () => new Date(Date.now() + 3_600_000);
const anHourAgo = () => new Date(Date.now() - 3_600_000);

describe('users', () => {
  it('finds an account however its address is written', async () => {
    const user = await users.insertUser(aNewUser(' Ada@Example.org '));

    expect(await users.findUserByEmail('ADA@example.ORG')).toEqual(user);
    expect(await users.findUserById(user.id)).toMatchObject({ email: 'ada@example.org', role: 'learner' });
    expect(await users.findUserByEmail('nobody@example.org')).toBeNull();
  });

  it('gives an address to one of many who register it at once', async () => {
    const before = await users.countUsers();

    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        users.insertUser(aNewUser(n % 2 ? 'race@example.org' : 'RACE@example.org')),
      ),
    );

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(9);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'email-taken' });
    expect(await users.countUsers()).toBe(before + 1);
  });
});

describe('aliases', () => {
  it('are given to everybody, no two alike', async () => {
    const people = await Promise.all(
      Array.from({ length: 20 }, () => users.insertUser(aNewUser(`${randomUUID()}@example.org`))),
    );

    const aliases = people.map(({ alias }) => alias);
    expect(new Set(aliases).size).toBe(20);
    for (const alias of aliases) expect(alias).toMatch(/^[a-z]+-[a-z]+-[1-9]\d{2,3}$/);
    expect(people[0]).toMatchObject({ boardVisibility: 'alias' });
  });

  it('are drawn again while they are somebody else’s', async () => {
    const { alias: taken } = await users.insertUser(aNewUser('first@example.org'));
    const draws = [taken, taken, 'lucky-newt-100'];

    const second = await users.insertUser(aNewUser('second@example.org'), {
      nextAlias: () => draws.shift()!,
    });

    expect(second.alias).toBe('lucky-newt-100');
    expect(await users.findUserById(second.id)).toEqual(second);
  });

  it('are not drawn for ever', async () => {
    const { alias: taken } = await users.insertUser(aNewUser('third@example.org'));

    await expect(
      users.insertUser(aNewUser('fourth@example.org'), { nextAlias: () => taken }),
    ).rejects.toThrow(/were taken/);
  });
});

describe('refresh tokens', () => {
  const use = (tokenHash: string, nextHash: string) =>
    tokens.useRefreshToken({ tokenHash, next: { tokenHash: nextHash, expiresAt: inAnHour() } });

  async function aLogin() {
    const [userId, tokenHash] = [await world.aUser(), randomUUID()];
    const familyId = await world.startSession({ userId, tokenHash, expiresAt: inAnHour() });
    return { userId, tokenHash, familyId };
  }

  it('rotates along a family', async () => {
    const { userId, tokenHash, familyId } = await aLogin();
    const [second, third] = [randomUUID(), randomUUID()];

    expect(await use(tokenHash, second)).toEqual({ result: 'rotated', userId, familyId });
    expect(await use(second, third)).toEqual({ result: 'rotated', userId, familyId });
  });

  it('revokes the whole family when a used token comes back', async () => {
    const { userId, tokenHash, familyId } = await aLogin();
    const second = randomUUID();
    await use(tokenHash, second);

    expect(await use(tokenHash, randomUUID())).toEqual({ result: 'reused', userId, familyId });

    expect(await use(second, randomUUID())).toEqual({ result: 'unknown' });
  });

  it('is good for one of many parallel uses', async () => {
    const { tokenHash } = await aLogin();

    const uses = await Promise.all(Array.from({ length: 10 }, () => use(tokenHash, randomUUID())));

    expect(uses.filter(({ result }) => result === 'rotated')).toHaveLength(1);
    expect(uses.filter(({ result }) => result === 'reused')).toHaveLength(9);
  });

  it('names the user of a session until it is logged out', async () => {
    const { userId: id, tokenHash, familyId } = await aLogin();

    expect(await users.findUserOfSession({ id, familyId })).toMatchObject({ id });
    expect(await users.findUserOfSession({ id: await world.aUser(), familyId })).toBeNull();
    await tokens.revokeFamilyOf(tokenHash);

    expect(await users.findUserOfSession({ id, familyId })).toBeNull();
  });

  it('leaves other logins of the user alone', async () => {
    const { userId, tokenHash } = await aLogin();
    const otherHash = randomUUID();
    await world.startSession({ userId, tokenHash: otherHash, expiresAt: inAnHour() });
    await use(tokenHash, randomUUID());
    await use(tokenHash, randomUUID());

    expect(await use(otherHash, randomUUID())).toMatchObject({ result: 'rotated' });
  });

  it('knows no expired, revoked or foreign token', async () => {
    const expired = randomUUID();
    await world.startSession({
      userId: await world.aUser(),
      tokenHash: expired,
      expiresAt: anHourAgo(),
    });
    const loggedOut = await aLogin();
    const revoked = await aLogin();
    expect(await tokens.revokeFamilyOf(loggedOut.tokenHash)).toBe(true);
    await tokens.revokeFamilyOf(revoked.tokenHash);

    for (const hash of [expired, loggedOut.tokenHash, revoked.tokenHash, 'never seen']) {
      expect(await use(hash, randomUUID())).toEqual({ result: 'unknown' });
    }
    expect(await tokens.revokeFamilyOf('never seen')).toBe(false);
  });
});

describe('personal tokens', () => {
  it('are found by hash until they expire, and deleted by their owner only', async () => {
    const [userId, stranger] = [await world.aUser(), await world.aUser()];
    const token = await tokens.insertPersonalToken({
      userId,
      name: 'laptop',
      tokenHash: 'hash-1',
      expiresAt: inAnHour(),
    });
    await tokens.insertPersonalToken({ userId, name: 'old', tokenHash: 'hash-2', expiresAt: anHourAgo() });

    expect(await tokens.findPersonalTokenByHash('hash-1')).toEqual(token);
    expect(await tokens.findPersonalTokenByHash('hash-2')).toBeNull();
    expect((await tokens.listPersonalTokens(userId)).map(({ name }) => name).toSorted()).toEqual([
      'laptop',
      'old',
    ]);
    expect(await tokens.deletePersonalToken({ id: token.id, userId: stranger })).toBe(false);
    expect(await tokens.deletePersonalToken({ id: token.id, userId })).toBe(true);
    expect(await tokens.findPersonalTokenByHash('hash-1')).toBeNull();
  });

  it('remember when they were used, to the minute', async () => {
    const userId = await world.aUser();
    const { id } = await tokens.insertPersonalToken({
      userId,
      name: 'ci',
      tokenHash: 'hash-3',
      expiresAt: inAnHour(),
    });
    const lastUsedAt = async () => (await tokens.listPersonalTokens(userId))[0]?.lastUsedAt;

    await tokens.touchPersonalToken(id);
    const first = await lastUsedAt();
    await tokens.touchPersonalToken(id);

    expect(first).toBeInstanceOf(Date);
    expect(await lastUsedAt()).toEqual(first);
  });
});

describe('exercises', () => {
  it('publishes, lists and finds the current version without its hidden suite and walk-through', async () => {
    const exercise = anExercise({ slug: aSlug('find-me'), version: aVersion('1') });
    await exercises.publish(exercise);
    const { hiddenSuite, walkthrough, ...published } = exercise;

    expect(await exercises.findCurrent('find-me')).toEqual(published);
    expect(await exercises.findVersion(exercise.version)).toEqual(published);
    expect(await exercises.listCurrent()).toContainEqual({
      slug: 'find-me',
      version: exercise.version,
      manifest: exercise.manifest,
      publishedAt: expect.any(Date),
    });
    expect((await exercises.getBundle(exercise.version)).hiddenSuite).toEqual(hiddenSuite);
    expect(await exercises.findWalkthrough(exercise.slug)).toEqual({
      ...walkthrough,
      version: exercise.version,
    });
  });

  it('has no walk-through for an exercise without one, nor for one that is retired or not there', async () => {
    const without = anExercise({ slug: aSlug('without'), version: aVersion('8'), walkthrough: null });
    const gone = anExercise({ slug: aSlug('gone'), version: aVersion('9') });
    await exercises.publish(without);
    await exercises.publish(gone);
    await exercises.retire([without.slug]);

    for (const slug of [without.slug, gone.slug, aSlug('never-there')])
      expect(await exercises.findWalkthrough(slug)).toBeNull();
  });

  it('moves to a new version and keeps the old bundle for the verdicts that used it', async () => {
    const slug = aSlug('versioned');
    const [old, now] = [
      anExercise({ slug, version: aVersion('2') }),
      anExercise({ slug, version: aVersion('3'), manifest: aManifest({ title: 'Second edition' }) }),
    ];
    await exercises.publish(old);
    await exercises.publish(now);

    expect((await exercises.findCurrent(slug))?.manifest.title).toBe('Second edition');
    expect(await exercises.getBundle(old.version)).toEqual(old);
  });

  it('publishes the same version from many replicas at once', async () => {
    const exercise = anExercise({ slug: aSlug('raced'), version: aVersion('4') });

    await Promise.all(Array.from({ length: 10 }, () => exercises.publish(exercise)));

    expect((await exercises.listCurrent()).filter(({ slug }) => slug === 'raced')).toHaveLength(1);
  });

  it('retires what is not in the list and brings it back when it is published again', async () => {
    const exercise = anExercise({ slug: aSlug('retired'), version: aVersion('5') });
    await exercises.publish(exercise);
    const others = (await exercises.listCurrent())
      .map(({ slug }) => slug)
      .filter((slug) => slug !== 'retired');

    expect(await exercises.retire(others)).toEqual(['retired']);
    expect(await exercises.findCurrent('retired')).toBeNull();
    expect(await exercises.getBundle(exercise.version)).toEqual(exercise);
    await exercises.publish(exercise);

    expect(await exercises.findCurrent('retired')).not.toBeNull();
  });

  it('lets nothing from the folder replace or retire what was published over the API', async () => {
    const slug = aSlug('authored-online');
    const online = anExercise({ slug, version: aVersion('6') });
    await exercises.publish(online, 'api');

    expect(await exercises.publish(anExercise({ slug, version: aVersion('7') }), 'folder')).toBe(false);
    await exercises.retire([]);

    expect((await exercises.findCurrent(slug))?.version).toBe(online.version);
  });

  it('remembers what the latest worker said a runtime carries', async () => {
    const libraries = [{ name: 'express', version: '5.0.0' }];
    await exercises.announceRuntimeLibraries({ runtime: 'node', version: '22.0.0', libraries: [] });

    await exercises.announceRuntimeLibraries({ runtime: 'node', version: '24.0.0', libraries });

    expect(await exercises.listRuntimeLibraries()).toEqual([
      { runtime: 'node', version: '24.0.0', libraries },
    ]);
  });

  it('lets one process at a time work on the whole catalog', async () => {
    let working = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++working);
      await database.dataSource.query('SELECT pg_sleep(0.02)');
      working--;
    };

    await Promise.all(Array.from({ length: 5 }, () => exercises.withCatalogLock(work)));

    expect(most).toEqual([1, 1, 1, 1, 1]);
  });

  it('tells the operator about a version that is not there', async () => {
    await expect(exercises.getBundle(aVersion('f'))).rejects.toMatchObject({
      name: 'PlatformFault',
      code: 'exercise-missing',
    });
  });
});
