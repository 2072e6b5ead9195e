import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { TokenRepository } from '../tokens/token.repository.js';
import { UserRepository } from '../users/user.repository.js';
import { JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;
let users: UserRepository;
let tokens: TokenRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  users = new UserRepository(database.dataSource);
  tokens = new TokenRepository(database.dataSource);
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
